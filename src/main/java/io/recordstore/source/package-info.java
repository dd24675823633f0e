/**
 * Schemas as .proto sources, for whoever shows them: the command line from what the API answers, the server from what it keeps.
 * Imports generated messages alone. Start at {@link io.recordstore.source.ProtoText}.
 */
package io.recordstore.source;
