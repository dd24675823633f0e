package io.recordstore.graphql.typed.record;

import graphql.schema.DataFetcher;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInputType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLOutputType;
import graphql.schema.GraphQLTypeReference;
import io.recordstore.auth.Operation;
import io.recordstore.graphql.typed.message.InputMessages;
import io.recordstore.graphql.typed.message.MessageInputs;
import io.recordstore.graphql.typed.message.MessageTypes;
import io.recordstore.graphql.typed.message.RecordSource;
import io.recordstore.graphql.typed.message.SchemaParts;
import io.recordstore.graphql.typed.naming.LegalNames;
import io.recordstore.graphql.typed.naming.Plurals;
import io.recordstore.graphql.typed.request.Demand;
import io.recordstore.graphql.typed.request.TypedRequest;
import io.recordstore.graphql.typed.scalar.TypedScalars;
import io.recordstore.graphql.typed.search.OrderTypes;
import io.recordstore.graphql.typed.search.SearchColumns;
import io.recordstore.graphql.typed.search.WhereTypes;
import io.recordstore.record.RecordContent;
import io.recordstore.schema.CompiledSchema;
import io.recordstore.schema.IndexDefinition;
import io.recordstore.schema.IndexKind;
import io.recordstore.schema.RecordTypeSchema;
import java.util.Collection;
import java.util.List;

/** The fields about the records of one type: one by its key, many by what indexes serve, and writes. */
public final class RecordFields {
    private static final String EXPECTED_VERSION = "expectedVersion";

    private final SchemaParts parts;
    private final CompiledSchema schema;
    private final MessageTypes messages;
    private final MessageInputs inputs;
    private final WhereTypes wheres;
    private final Selection selection;

    public RecordFields(SchemaParts parts, CompiledSchema schema, MessageTypes messages, WhereTypes wheres) {
        this.parts = parts;
        this.schema = schema;
        this.messages = messages;
        this.inputs = new MessageInputs(parts, messages);
        this.wheres = wheres;
        this.selection = new Selection(parts);
    }

    /** Fields of {@code Query}. */
    public void addQueries(RootFields fields, RecordTypeSchema type, Collection<IndexDefinition> readable) {
        Demand read = new Demand(Operation.READ, type.name());
        String name = parts.typeNames().of(type.user());
        addByKey(fields, type, name, read);
        WhereTypes.Where where = wheres.make(name, SearchColumns.ofRecords(schema, type, readable));
        GraphQLInputType order = new OrderTypes(parts, schema).make(type, readable);
        boolean isCounted = readable.stream().anyMatch(index -> index.kind() == IndexKind.COUNT);
        GraphQLFieldDefinition.Builder connection = GraphQLFieldDefinition.newFieldDefinition()
                .name(Plurals.of(LegalNames.lowerCamel(name)))
                .description("The " + name + " records that a filter selects, or all; served by indexes.")
                .argument(argument(ConnectionTypes.WHERE, "What they must meet.", where.type()))
                .argument(argument(
                        ConnectionTypes.ORDER_BY,
                        "How they are sorted.",
                        GraphQLList.list(GraphQLNonNull.nonNull(order))))
                .arguments(Paging.arguments())
                .type(new ConnectionTypes(parts).make(name, isCounted));
        fields.add(connection, read, new ConnectionFetcher(type, where.reader(), selection));
    }

    private void addByKey(RootFields fields, RecordTypeSchema type, String name, Demand read) {
        KeyArguments key = new KeyArguments(parts, type);
        DataFetcher<?> fetcher = environment -> TypedRequest.of(environment)
                .records()
                .getAll(type.name(), List.of(key.read(environment.getArguments())), RecordContent.Format.PROTOBUF)
                .thenApply(found -> found.get(0)
                        .map(record -> RecordSource.of(type, record))
                        .orElse(null));
        fields.add(
                GraphQLFieldDefinition.newFieldDefinition()
                        .name(LegalNames.lowerCamel(name))
                        .description("The " + name + " with this primary key; null when there is none.")
                        .arguments(key.definitions(messages))
                        .type(GraphQLTypeReference.typeRef(name)),
                read,
                fetcher);
    }

    /** Fields of {@code Mutation}. */
    public void addMutations(RootFields fields, RecordTypeSchema type) {
        Demand write = new Demand(Operation.WRITE, type.name());
        Demand delete = new Demand(Operation.DELETE, type.name());
        String name = parts.typeNames().of(type.user());
        String record = LegalNames.lowerCamel(name);
        String capitalised = LegalNames.capitalised(name);
        Mutations mutations = new Mutations(type, record, new InputMessages(parts));
        GraphQLOutputType payload = GraphQLNonNull.nonNull(writePayload(name, record));
        GraphQLArgument whole =
                argument(record, "The record; it is written in whole.", GraphQLNonNull.nonNull(inputs.of(type.user())));
        GraphQLArgument expected = argument(
                record.equals(EXPECTED_VERSION) ? EXPECTED_VERSION + "_" : EXPECTED_VERSION,
                "The version that the record must still have: what was read as _version.",
                TypedScalars.RECORD_VERSION);
        fields.add(
                mutation(
                        "put" + capitalised,
                        "Writes a record, whether there is one with its key or not.",
                        payload,
                        whole),
                write,
                mutations.put());
        fields.add(
                mutation("insert" + capitalised, "Writes a record that must not be there yet.", payload, whole),
                write,
                mutations.insert());
        fields.add(
                mutation("update" + capitalised, "Writes over a record that must be there.", payload, whole, expected),
                write,
                mutations.update(expected.getName()));
        KeyArguments key = new KeyArguments(parts, type);
        fields.add(
                mutation(
                        "delete" + capitalised,
                        "Deletes a record that must be there.",
                        GraphQLNonNull.nonNull(deletePayload(name)),
                        key.definitions(messages).toArray(GraphQLArgument[]::new)),
                delete,
                mutations.delete(key));
    }

    private GraphQLObjectType writePayload(String name, String record) {
        String typeName = parts.typeNames().made(name + "Payload");
        parts.fetch(typeName, record, environment -> environment.getSource());
        return parts.add(GraphQLObjectType.newObject()
                .name(typeName)
                .description("What was written.")
                .field(GraphQLFieldDefinition.newFieldDefinition()
                        .name(record)
                        .description("The record as it is stored now.")
                        .type(GraphQLNonNull.nonNull(GraphQLTypeReference.typeRef(name))))
                .build());
    }

    private GraphQLObjectType deletePayload(String name) {
        String typeName = parts.typeNames().made("Delete" + name + "Payload");
        parts.fetch(typeName, "version", environment -> environment.getSource());
        return parts.add(GraphQLObjectType.newObject()
                .name(typeName)
                .description("What was deleted.")
                .field(GraphQLFieldDefinition.newFieldDefinition()
                        .name("version")
                        .description("The version of the commit.")
                        .type(GraphQLNonNull.nonNull(TypedScalars.RECORD_VERSION)))
                .build());
    }

    private static GraphQLFieldDefinition.Builder mutation(
            String name, String description, GraphQLOutputType payload, GraphQLArgument... arguments) {
        return GraphQLFieldDefinition.newFieldDefinition()
                .name(name)
                .description(description)
                .arguments(List.of(arguments))
                .type(payload);
    }

    private static GraphQLArgument argument(String name, String description, GraphQLInputType type) {
        return GraphQLArgument.newArgument()
                .name(name)
                .description(description)
                .type(type)
                .build();
    }
}
