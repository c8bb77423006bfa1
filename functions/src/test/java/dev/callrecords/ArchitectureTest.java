package dev.callrecords;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Dependencies between packages, and coding rules that can be checked. */
@AnalyzeClasses(packages = "dev.callrecords", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

  private static final String DOMAIN = "dev.callrecords.domain..";
  private static final String AWS = "dev.callrecords.aws..";
  private static final String DYNAMODB = "dev.callrecords.dynamodb..";
  private static final String S3 = "dev.callrecords.s3..";
  private static final String HTTP = "dev.callrecords.http..";
  private static final String LAMBDA = "dev.callrecords.lambda..";

  /** Wiring hands over the clients that others use; Priming stubs them. */
  private static final String WIRING_AND_PRIMING =
      "dev\\.callrecords\\.lambda\\.(Wiring|Priming|PrimingStubs)(\\$.*)?";

  @ArchTest
  static final ArchRule domain_depends_on_the_jdk_and_jspecify_alone =
      noClasses()
          .that()
          .resideInAPackage(DOMAIN)
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages("java..", "org.jspecify..", DOMAIN)
          .because("what a call is does not change with the service that keeps it");

  @ArchTest
  static final ArchRule dynamodb_does_not_know_s3 =
      noClasses()
          .that()
          .resideInAPackage(DYNAMODB)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(S3)
          .because("adapters meet in lambda alone");

  @ArchTest
  static final ArchRule s3_does_not_know_dynamodb =
      noClasses()
          .that()
          .resideInAPackage(S3)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(DYNAMODB)
          .because("adapters meet in lambda alone");

  @ArchTest
  static final ArchRule adapters_and_http_know_nothing_above_them =
      noClasses()
          .that()
          .resideInAnyPackage(AWS, DYNAMODB, S3)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(HTTP, LAMBDA)
          .because("dependencies point at the domain");

  @ArchTest
  static final ArchRule http_knows_the_domain_alone =
      noClasses()
          .that()
          .resideInAPackage(HTTP)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(AWS, DYNAMODB, S3, LAMBDA)
          .because("the wire form does not change with the service that keeps a call");

  @ArchTest
  static final ArchRule only_dynamodb_sees_the_sdk_of_dynamodb =
      onlyIn(DYNAMODB, "software.amazon.awssdk.services.dynamodb..")
          .because("the form of the items is known in one place; Wiring hands clients over");

  @ArchTest
  static final ArchRule only_s3_sees_the_sdk_of_s3 =
      onlyIn(S3, "software.amazon.awssdk.services.s3..")
          .because("links are signed in one place; Wiring hands clients over");

  @ArchTest
  static final ArchRule only_adapters_see_the_sdk =
      noClasses()
          .that()
          .resideOutsideOfPackages(AWS, DYNAMODB, S3)
          .and()
          .haveNameNotMatching(WIRING_AND_PRIMING)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("software.amazon.awssdk..")
          .because("failures of AWS are translated where they arise");

  @ArchTest
  static final ArchRule only_http_sees_databind =
      noClasses()
          .that()
          .resideOutsideOfPackage(HTTP)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.fasterxml.jackson.databind..")
          .because(
              "looking into classes costs start-up time; the streaming core serves the others");

  @ArchTest
  static final ArchRule only_lambda_sees_the_runtime_api_of_lambda =
      noClasses()
          .that()
          .resideOutsideOfPackage(LAMBDA)
          .should()
          .dependOnClassesThat(
              resideInAPackage("com.amazonaws.services.lambda.runtime..")
                  .and(notIn("com.amazonaws.services.lambda.runtime.events..")))
          .because("the functions run elsewhere too: in the local server and in tests");

  @ArchTest
  static final ArchRule only_http_sees_the_events_of_lambda =
      noClasses()
          .that()
          .resideOutsideOfPackage(HTTP)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.amazonaws.services.lambda.runtime.events..")
          .because("the gateway's form is known in one place");

  @ArchTest
  static final ArchRule only_lambda_reads_the_environment =
      noClasses()
          .that()
          .resideOutsideOfPackage(LAMBDA)
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "getProperty", String.class)
          .because("settings are read once, and their faults named together");

  @ArchTest
  static final ArchRule only_lambda_writes_to_the_standard_streams =
      noClasses()
          .that()
          .resideOutsideOfPackage(LAMBDA)
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .callMethod(Throwable.class, "printStackTrace")
          .because("the log is one line per request, and holds nothing of a call");

  @ArchTest
  static final ArchRule packages_are_free_of_cycles =
      slices()
          .matching("dev.callrecords.(*)..")
          .should()
          .beFreeOfCycles()
          .because("a package that needs its user is a part of it");

  @ArchTest
  static final ArchRule classes_are_closed =
      classes()
          .that(notAnonymous())
          .should(
              be(
                  DescribedPredicate.describe(
                      "final, sealed, records, enums or interfaces", ArchitectureTest::isClosed)))
          .because("nothing here is made to be extended");

  @ArchTest
  static final ArchRule static_fields_are_final =
      fields()
          .that()
          .areStatic()
          .should()
          .beFinal()
          .because("a function serves one request after the other and none may see the last one's");

  private static ArchRule onlyIn(String allowed, String sdk) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(allowed)
        .and()
        .haveNameNotMatching(WIRING_AND_PRIMING)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(sdk);
  }

  private static DescribedPredicate<JavaClass> notIn(String... packages) {
    return DescribedPredicate.not(resideInAnyPackage(packages));
  }

  private static DescribedPredicate<JavaClass> notAnonymous() {
    return DescribedPredicate.describe("are not anonymous", type -> !type.isAnonymousClass());
  }

  private static boolean isClosed(JavaClass type) {
    return type.getModifiers().contains(FINAL)
        || type.isInterface()
        || type.isEnum()
        || type.reflect().isSealed();
  }
}
