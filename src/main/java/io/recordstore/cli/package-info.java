/**
 * The command line: {@code record-store query ...}. An edge: it talks to a server as any client does, and starts none but
 * for {@code serve}. Imports {@code auth} and {@code name} for making tokens, and the generated messages; nothing imports it.
 * Filters as text are in {@code filter}, what is written in {@code output}, the way to a server in {@code connection}, and
 * what went wrong in {@code failure}.
 */
package io.recordstore.cli;
