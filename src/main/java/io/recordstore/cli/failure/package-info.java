/**
 * What goes wrong, in the terms of whoever typed the command, and the exit codes. Imports {@code cli.filter}, {@code
 * cli.output} and the generated messages.
 */
package io.recordstore.cli.failure;
