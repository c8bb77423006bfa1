/**
 * The functions while their dependencies fail. The handlers, clients and runtime client are the
 * real ones, against a server that fails on command.
 */
@NullMarked
package dev.callrecords.integration.faults;

import org.jspecify.annotations.NullMarked;
