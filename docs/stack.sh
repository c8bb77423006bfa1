# Sourced by the commands of deployment.md and runbook.md: the outputs and resources of a stack, by their names in template.yaml.
STACK=call-records
output() {
  aws cloudformation describe-stacks --stack-name "$STACK" --output text \
    --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue"
}
resource() {
  aws cloudformation describe-stack-resource --stack-name "$STACK" --logical-resource-id "$1" --output text \
    --query StackResourceDetail.PhysicalResourceId
}
now() {
  date -u +%Y-%m-%dT%H:%M:%SZ
}

# The resources of template.yaml that outlive the stack, as a template without SAM.
retained() {
  awk '
    function flush() { if (block ~ /DeletionPolicy: Retain/) printf "%s", block; block = "" }
    /^[A-Za-z]/ { flush(); keep = !/^(Transform|Globals|Rules|Outputs):/; inside = /^Resources:/ }
    inside && /^  [A-Za-z]/ { flush(); inside = 2 }
    inside == 2 { block = block $0 "\n"; next }
    keep
    END { flush() }
  ' template.yaml
}

# Lines of logical id, type and name, parted by tabs, as --resources-to-import takes them.
resources_to_import() {
  awk -F '\t' '
    BEGIN {
      property["AWS::DynamoDB::Table"] = "TableName"
      property["AWS::KMS::Key"] = "KeyId"
      property["AWS::Logs::LogGroup"] = "LogGroupName"
      property["AWS::S3::Bucket"] = "BucketName"
      property["AWS::S3::BucketPolicy"] = "Bucket"
      property["AWS::SecretsManager::Secret"] = "Id"
    }
    {
      printf "%s{\"ResourceType\": \"%s\", \"LogicalResourceId\": \"%s\", \"ResourceIdentifier\": {\"%s\": \"%s\"}}", \
        NR == 1 ? "[" : ",\n ", $2, $1, property[$2], $3
    }
    END { print "]" }
  '
}
