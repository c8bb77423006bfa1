package dev.callrecords.integration.template;

import java.lang.reflect.InvocationTargetException;

/** Makes a handler as Lambda does, in a virtual machine whose environment a test decides. */
final class HandlerVariables {

  private HandlerVariables() {}

  /** Prints {@code made}, or why the handler of that class name cannot be made. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    try {
      Object handler = Class.forName(arguments[0]).getConstructor().newInstance();
      System.out.println(handler == null ? "" : "made");
    } catch (InvocationTargetException e) {
      System.out.println(e.getCause() == null ? e.toString() : e.getCause().toString());
    }
  }
}
