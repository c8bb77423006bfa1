package dev.callrecords.domain;

/**
 * The segments of a transcript as callers get them, from a store that keeps them in that form: what
 * is written out already need not be written at every read.
 *
 * @param json a JSON array in UTF-8 with nothing but the segments' four fields, numbers in their
 *     shortest form, in the order of start times
 * @param deflated the same bytes compressed (RFC 1951), in whole blocks that end with a byte and of
 *     which none is the last, so that other blocks may stand before and after them
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on as they are, and never compared.
public record EncodedSegments(byte[] json, byte[] deflated) {}
