/**
 * The functions while everything around them fails: the real handlers and clients, and the runtime
 * client in a child process, against a server that answers badly on command.
 */
@NullMarked
package dev.callrecords.integration.faults;

import org.jspecify.annotations.NullMarked;
