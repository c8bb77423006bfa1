package dev.callrecords.integration.support;

import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Enables a test with {@link NeedsTools} where all its programs are. */
final class ToolsCondition implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    List<String> missing =
        AnnotationSupport.findAnnotation(context.getElement(), NeedsTools.class)
            .map(needs -> MissingTools.of(needs.value()))
            .orElse(List.of());
    if (missing.isEmpty()) {
      return ConditionEvaluationResult.enabled("All programs are there");
    }
    String test = context.getRequiredTestClass().getSimpleName();
    MissingTools.record(
        missing, context.getTestMethod().map(method -> test + "#" + method.getName()).orElse(test));
    return ConditionEvaluationResult.disabled("Not on the PATH: " + String.join(", ", missing));
  }
}
