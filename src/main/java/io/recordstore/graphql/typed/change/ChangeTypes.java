package io.recordstore.graphql.typed.change;

import com.google.protobuf.Timestamp;
import graphql.Scalars;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLEnumValueDefinition;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLOutputType;
import graphql.schema.GraphQLTypeReference;
import io.recordstore.change.Change;
import io.recordstore.change.WatchEvent;
import io.recordstore.graphql.typed.message.MessageTypes;
import io.recordstore.graphql.typed.message.RecordSource;
import io.recordstore.graphql.typed.message.SchemaParts;
import io.recordstore.graphql.typed.record.KeyArguments;
import io.recordstore.graphql.typed.scalar.TypedScalars;
import io.recordstore.record.VersionedRecord;
import io.recordstore.schema.RecordTypeSchema;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The types of what a subscription to changes is told. */
final class ChangeTypes {
    private final SchemaParts parts;
    private final MessageTypes messages;

    ChangeTypes(SchemaParts parts, MessageTypes messages) {
        this.parts = parts;
        this.messages = messages;
    }

    /** A message of the subscription, whose source is a {@link WatchEvent}. */
    GraphQLObjectType make(RecordTypeSchema type, String name, KeyArguments key) {
        String typeName = parts.typeNames().made(name + "Changes");
        return parts.add(GraphQLObjectType.newObject()
                .name(typeName)
                .description(
                        "What a transaction changed, or a part of it where it is large. Without a version: a mark of"
                                + " progress, that nothing which was asked for has changed until now.")
                .field(field(
                        typeName,
                        "changes",
                        "In the order in which they were made.",
                        GraphQLNonNull.nonNull(GraphQLList.list(GraphQLNonNull.nonNull(change(type, name, key)))),
                        (WatchEvent event) -> transaction(event)
                                .map(WatchEvent.Transaction::changes)
                                .orElse(List.of())))
                .field(field(
                        typeName,
                        "version",
                        "The version of the commit.",
                        TypedScalars.RECORD_VERSION,
                        (WatchEvent event) -> transaction(event)
                                .map(WatchEvent.Transaction::version)
                                .orElse(null)))
                .field(field(
                        typeName,
                        "time",
                        "When it was committed, by the clock of the server that did.",
                        TypedScalars.TIMESTAMP,
                        (WatchEvent event) -> transaction(event)
                                .map(WatchEvent.Transaction::time)
                                .map(ChangeTypes::timestamp)
                                .orElse(null)))
                .field(field(
                        typeName,
                        "complete",
                        "Whether there are no further messages of this transaction.",
                        GraphQLNonNull.nonNull(Scalars.GraphQLBoolean),
                        (WatchEvent event) -> transaction(event)
                                .map(WatchEvent.Transaction::isComplete)
                                .orElse(true)))
                .field(field(
                        typeName,
                        "resumeToken",
                        "Subscribe with this to go on after this message, on any server.",
                        GraphQLNonNull.nonNull(Scalars.GraphQLString),
                        WatchEvent::resumeToken))
                .build());
    }

    private static Optional<WatchEvent.Transaction> transaction(WatchEvent event) {
        return event instanceof WatchEvent.Transaction transaction ? Optional.of(transaction) : Optional.empty();
    }

    private static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    private GraphQLObjectType change(RecordTypeSchema type, String name, KeyArguments key) {
        String typeName = parts.typeNames().made(name + "Change");
        GraphQLTypeReference record = GraphQLTypeReference.typeRef(name);
        return parts.add(GraphQLObjectType.newObject()
                .name(typeName)
                .description("The change of a record.")
                .field(field(
                        typeName,
                        "kind",
                        "What happened to it.",
                        GraphQLNonNull.nonNull(kinds()),
                        (Change change) -> change.kind()))
                .field(field(
                        typeName,
                        "key",
                        "Its primary key.",
                        GraphQLNonNull.nonNull(key(name, key)),
                        Change::primaryKey))
                .field(field(
                        typeName,
                        "before",
                        "The record before it, where the RecordSpace keeps that and there was one.",
                        record,
                        (Change change) -> record(type, change.before())))
                .field(field(
                        typeName,
                        "after",
                        "The record after it, where the RecordSpace keeps that and there is one.",
                        record,
                        (Change change) -> record(type, change.after())))
                .field(field(
                        typeName,
                        "version",
                        "Its version: of what was written, that of the record.",
                        GraphQLNonNull.nonNull(TypedScalars.RECORD_VERSION),
                        Change::version))
                .build());
    }

    private static RecordSource record(RecordTypeSchema type, Optional<VersionedRecord> record) {
        return record.map(found -> RecordSource.of(type, found)).orElse(null);
    }

    private GraphQLObjectType key(String name, KeyArguments key) {
        String typeName = parts.typeNames().made(name + "Key");
        GraphQLObjectType.Builder type =
                GraphQLObjectType.newObject().name(typeName).description("A primary key.");
        key.addFields(type, typeName, parts, messages);
        return parts.add(type.build());
    }

    private GraphQLEnumType kinds() {
        return parts.shared("ChangeKind", GraphQLEnumType.class, name -> GraphQLEnumType.newEnum()
                .name(name)
                .description("What happened to a record.")
                .value(kind(Change.Kind.INSERT, "There was none before."))
                .value(kind(Change.Kind.UPDATE, "It was written again."))
                .value(kind(Change.Kind.DELETE, "It was deleted."))
                .build());
    }

    private static GraphQLEnumValueDefinition kind(Change.Kind kind, String description) {
        return GraphQLEnumValueDefinition.newEnumValueDefinition()
                .name(kind.name())
                .value(kind)
                .description(description)
                .build();
    }

    private <T> GraphQLFieldDefinition field(
            String type, String name, String description, GraphQLOutputType values, Function<T, Object> value) {
        parts.fetch(type, name, environment -> value.apply(environment.getSource()));
        return GraphQLFieldDefinition.newFieldDefinition()
                .name(name)
                .description(description)
                .type(values)
                .build();
    }
}
