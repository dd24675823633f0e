package io.recordstore.graphql.typed.request;

import io.recordstore.auth.Operation;

/**
 * What a field of a document does.
 *
 * @param recordType to the records of which type; empty where it is the RecordSpace as a whole
 */
public record Demand(Operation operation, String recordType) {

    /** To see what the RecordSpace is like. */
    public static Demand ofSpace(Operation operation) {
        return new Demand(operation, "");
    }
}
