package dev.callrecords.integration.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips a test where a program that it runs is not on the {@code PATH}. The end of the build lists
 * what was skipped: see {@link MissingTools}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(ToolsCondition.class)
public @interface NeedsTools {

  /** Returns the names of the programs. */
  String[] value();
}
