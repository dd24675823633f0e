package io.recordstore.graphql.typed.change;

import graphql.Scalars;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLInputType;
import io.recordstore.auth.Operation;
import io.recordstore.graphql.typed.message.MessageTypes;
import io.recordstore.graphql.typed.message.SchemaParts;
import io.recordstore.graphql.typed.naming.LegalNames;
import io.recordstore.graphql.typed.record.KeyArguments;
import io.recordstore.graphql.typed.record.RootFields;
import io.recordstore.graphql.typed.request.Demand;
import io.recordstore.graphql.typed.search.SearchColumns;
import io.recordstore.graphql.typed.search.WhereTypes;
import io.recordstore.schema.CompiledSchema;
import io.recordstore.schema.RecordTypeSchema;

/** The field that tells of the changes of one type's records. */
public final class ChangeFields {
    private final SchemaParts parts;
    private final CompiledSchema schema;
    private final MessageTypes messages;
    private final WhereTypes wheres;

    public ChangeFields(SchemaParts parts, CompiledSchema schema, MessageTypes messages, WhereTypes wheres) {
        this.parts = parts;
        this.schema = schema;
        this.messages = messages;
        this.wheres = wheres;
    }

    /** A field of {@code Subscription}. */
    public void add(RootFields fields, RecordTypeSchema type) {
        String name = parts.typeNames().of(type.user());
        KeyArguments key = new KeyArguments(parts, type);
        WhereTypes.Where where = wheres.make(name + "Change", SearchColumns.ofFields(schema, type));
        GraphQLFieldDefinition.Builder field = GraphQLFieldDefinition.newFieldDefinition()
                .name(LegalNames.lowerCamel(name) + "Changes")
                .description("The changes of " + name + " records, transaction by transaction and in the order of their"
                        + " commits: those from now on, and with beginning or resumeToken those before. At least once,"
                        + " and none is left out.")
                .argument(argument(
                        WatchArguments.WHERE,
                        "Only of records that meet this, before the change or after it. No index is needed, but a"
                                + " RecordSpace that keeps records before and after changes.",
                        where.type()))
                .argument(argument(
                        WatchArguments.KEY_PREFIX,
                        "Only of records whose primary key begins with these values.",
                        keyPrefix(name, key)))
                .argument(argument(
                        WatchArguments.RESUME_TOKEN, "After the message that had this.", Scalars.GraphQLString))
                .argument(argument(
                        WatchArguments.BEGINNING,
                        "Whether to begin with the oldest change that is kept.",
                        Scalars.GraphQLBoolean))
                .type(new ChangeTypes(parts, messages).make(type, name, key));
        fields.add(
                field,
                new Demand(Operation.WATCH, type.name()),
                new ChangesFetcher(new WatchArguments(type.name(), key, where.reader())));
    }

    private GraphQLInputObjectType keyPrefix(String name, KeyArguments key) {
        return parts.add(GraphQLInputObjectType.newInputObject()
                .name(parts.typeNames().made(name + "KeyPrefix"))
                .description("The first values of a primary key, or all.")
                .fields(key.prefixFields(messages))
                .build());
    }

    private static GraphQLArgument argument(String name, String description, GraphQLInputType type) {
        return GraphQLArgument.newArgument()
                .name(name)
                .description(description)
                .type(type)
                .build();
    }
}
