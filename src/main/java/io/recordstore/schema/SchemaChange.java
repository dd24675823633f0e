package io.recordstore.schema;

import java.util.Optional;

/**
 * One thing that a new version of a schema changes.
 *
 * @param name {@code City}, {@code City.population}, {@code City.Kind.CAPITAL} or the name of an index
 * @param description what is different, for a reader
 * @param recordsToIndex about how many records have to be read to build the index
 * @param refusal why what is stored cannot follow; empty when it can
 */
public record SchemaChange(
        Kind kind, Element element, String name, String description, long recordsToIndex, Optional<Refusal> refusal) {

    /** What becomes of it. */
    public enum Kind {
        ADDED,
        REMOVED,
        RENAMED,
        RETYPED,
        REBUILT
    }

    /** What it is. */
    public enum Element {
        RECORD_TYPE,
        FIELD,
        ENUM_VALUE,
        INDEX
    }

    /**
     * Why a change is refused.
     *
     * @param fix what to do instead
     */
    public record Refusal(String reason, String fix) {}

    static SchemaChange allowed(Kind kind, Element element, String name, String description) {
        return new SchemaChange(kind, element, name, description, 0, Optional.empty());
    }

    static SchemaChange refused(
            Kind kind, Element element, String name, String description, String reason, String fix) {
        return new SchemaChange(kind, element, name, description, 0, Optional.of(new Refusal(reason, fix)));
    }
}
