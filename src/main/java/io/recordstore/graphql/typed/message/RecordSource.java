package io.recordstore.graphql.typed.message;

import com.google.protobuf.Message;

/**
 * A record that was read or written.
 *
 * @param message the user's own
 * @param version what is answered as its version; null when it is not known
 */
public record RecordSource(Message message, Object version) {}
