package dev.callrecords.integration.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Resolves parameters to the one {@link Stack} of the virtual machine. Where there can be none,
 * each class fails once, before its tests.
 */
public final class StackExtension implements BeforeAllCallback, ParameterResolver {

  @Override
  public void beforeAll(ExtensionContext context) {
    stack(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Stack.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return stack(context);
  }

  private static Stack stack(ExtensionContext context) {
    // What is kept at the root and can be closed, JUnit closes after the last test.
    Attempt attempt =
        context
            .getRoot()
            .getStore(Namespace.create(StackExtension.class))
            .computeIfAbsent(Attempt.class, type -> Attempt.make(), Attempt.class);
    if (attempt.failure != null) {
      throw attempt.failure;
    }
    return Objects.requireNonNull(attempt.stack);
  }

  /** The one attempt to start a stack: of the two exactly one is there. */
  private record Attempt(@Nullable Stack stack, @Nullable RuntimeException failure)
      implements AutoCloseable {

    static Attempt make() {
      try {
        return new Attempt(new Stack(), null);
      } catch (RuntimeException e) {
        return new Attempt(null, e);
      } catch (IOException e) {
        return new Attempt(null, new UncheckedIOException(e));
      }
    }

    @Override
    public void close() {
      if (stack != null) {
        stack.close();
      }
    }
  }
}
