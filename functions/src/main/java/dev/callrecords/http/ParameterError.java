package dev.callrecords.http;

/**
 * One fault in what a caller sent.
 *
 * @param parameter the parameter's name
 * @param detail what it must be
 */
public record ParameterError(String parameter, String detail) {}
