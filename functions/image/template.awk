# Makes of template.yaml a template whose functions are container images with AOT caches; see docs/operations.md.

# An image has its runtime, and no snapshots are taken of it.
/^    (Runtime|CodeUri|SnapStart):/ || /^      ApplyOn: PublishedVersions$/ { next }

/^      Handler: / {
  print "      PackageType: Image"
  print "      ImageConfig:"
  print "        Command: [\"" $2 "\"]"
  next
}

{ print }

/^    Type: AWS::Serverless::Function$/ {
  print "    Metadata:"
  print "      DockerContext: functions"
  print "      Dockerfile: image/Dockerfile"
  print "      DockerTag: call-records"
}
