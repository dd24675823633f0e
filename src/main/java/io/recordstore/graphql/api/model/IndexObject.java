package io.recordstore.graphql.api.model;

import com.apple.foundationdb.record.IndexState;
import io.recordstore.schema.IndexProgress;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/** An index and how far it is. */
@Type("Index")
@Description("An index and how far it is.")
public record IndexObject(
        @NonNull @Description("What it is.") IndexDefinitionObject definition,
        @Description("Whether queries may use it; null in a version of the schema that is no longer in force.")
                State state,
        @NonNull @Description("The schema version that added it.") Integer sinceVersion,
        @NonNull @Description("While it is built: the records that the build has been through.") Long recordsIndexed,
        @NonNull @Description("While it is built: about how many records there are to go through.") Long recordsTotal,
        @NonNull
                @Description("What keeps a unique index from being complete: up to 10 of the records with values that"
                        + " another has. When they differ, the index becomes complete by itself.")
                List<@NonNull ViolationObject> violations) {

    public static IndexObject of(IndexProgress index) {
        return new IndexObject(
                IndexDefinitionObject.of(index.definition()),
                index.state().map(IndexObject::state).orElse(null),
                index.sinceVersion(),
                index.recordsIndexed(),
                index.recordsTotal(),
                index.violations().stream()
                        .map(violation -> new ViolationObject(
                                shown(violation.values()),
                                shown(violation.primaryKey()),
                                shown(violation.otherPrimaryKey())))
                        .toList());
    }

    private static State state(IndexState state) {
        return switch (state) {
            case DISABLED -> State.DISABLED;
            case WRITE_ONLY -> State.WRITE_ONLY;
            case READABLE, READABLE_UNIQUE_PENDING -> State.READABLE;
        };
    }

    private static List<String> shown(List<Object> values) {
        return Arrays.asList(values.stream()
                .map(value ->
                        value instanceof byte[] bytes ? Base64.getEncoder().encodeToString(bytes) : text(value))
                .toArray(String[]::new));
    }

    private static String text(Object value) {
        return value == null ? null : value.toString();
    }

    /** How far an index is. */
    @org.eclipse.microprofile.graphql.Enum("IndexState")
    @Description("How far an index is.")
    public enum State {
        @Description("Not kept.")
        DISABLED,
        @Description("Kept from now on, and being built for what was there before; queries do not use it.")
        WRITE_ONLY,
        @Description("Complete; queries use it.")
        READABLE
    }

    /** Two records that a unique index must tell apart. */
    @Type("UniquenessViolation")
    @Description("A record whose values in a unique index another record has. Bytes are in base64.")
    public record ViolationObject(
            @NonNull @Description("The values of the index's fields; null for one that is not set.")
                    List<String> values,
            @NonNull @Description("The values of the record's primary key.") List<String> primaryKey,
            @NonNull @Description("The values of the other record's primary key; empty when it is not known.")
                    List<String> otherPrimaryKey) {}
}
