package io.recordstore.graphql.typed;

import graphql.schema.GraphQLSchema;
import io.recordstore.graphql.typed.aggregate.AggregateFields;
import io.recordstore.graphql.typed.change.ChangeFields;
import io.recordstore.graphql.typed.message.MessageTypes;
import io.recordstore.graphql.typed.message.SchemaParts;
import io.recordstore.graphql.typed.naming.TakenNames;
import io.recordstore.graphql.typed.record.RecordFields;
import io.recordstore.graphql.typed.record.RootFields;
import io.recordstore.graphql.typed.request.Demand;
import io.recordstore.graphql.typed.search.WhereTypes;
import io.recordstore.schema.CompiledSchema;
import io.recordstore.schema.IndexDefinition;
import io.recordstore.schema.RecordTypeSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The GraphQL schema of a version of a schema and its complete indexes.
 *
 * @param demands what each field at which a document starts does
 */
record TypedSchema(GraphQLSchema schema, Map<String, Demand> demands) {

    /** @param readable the indexes that are complete */
    static TypedSchema make(CompiledSchema schema, List<IndexDefinition> readable) {
        SchemaParts parts = new SchemaParts(schema.userTypes());
        MessageTypes messages = new MessageTypes(parts, schema);
        WhereTypes wheres = new WhereTypes(parts, messages);
        RecordFields records = new RecordFields(parts, schema, messages, wheres);
        AggregateFields aggregates = new AggregateFields(parts, schema, messages, wheres);
        TakenNames taken = new TakenNames();
        RootFields queries = new RootFields(parts, SchemaParts.QUERY, "What can be read: what indexes serve.", taken);
        RootFields mutations = new RootFields(
                parts,
                SchemaParts.MUTATION,
                "What can be written. All that one request writes is one transaction: everything, or nothing.",
                taken);
        RootFields subscriptions = new RootFields(
                parts,
                SchemaParts.SUBSCRIPTION,
                "What can be followed: the changes of a RecordSpace that keeps them.",
                taken);
        ChangeFields changes = new ChangeFields(parts, schema, messages, wheres);
        for (RecordTypeSchema type : schema.recordTypes()) {
            List<IndexDefinition> ofType = readable.stream()
                    .filter(index -> index.recordType().equals(type.user().getFullName()))
                    .toList();
            records.addQueries(queries, type, ofType);
            aggregates.add(queries, type, ofType);
            records.addMutations(mutations, type);
            changes.add(subscriptions, type);
        }
        Map<String, Demand> demands = new HashMap<>(queries.demands());
        demands.putAll(mutations.demands());
        demands.putAll(subscriptions.demands());
        return new TypedSchema(
                GraphQLSchema.newSchema()
                        .query(queries.type())
                        .mutation(mutations.type())
                        .subscription(subscriptions.type())
                        .additionalTypes(parts.types())
                        .codeRegistry(parts.code().build())
                        .build(),
                Map.copyOf(demands));
    }
}
