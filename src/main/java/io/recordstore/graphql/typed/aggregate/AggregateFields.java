package io.recordstore.graphql.typed.aggregate;

import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLFieldDefinition;
import io.recordstore.auth.Operation;
import io.recordstore.graphql.typed.message.MessageTypes;
import io.recordstore.graphql.typed.message.SchemaParts;
import io.recordstore.graphql.typed.naming.LegalNames;
import io.recordstore.graphql.typed.naming.Plurals;
import io.recordstore.graphql.typed.record.RootFields;
import io.recordstore.graphql.typed.request.Demand;
import io.recordstore.graphql.typed.search.SearchColumns;
import io.recordstore.graphql.typed.search.WhereTypes;
import io.recordstore.schema.CompiledSchema;
import io.recordstore.schema.IndexDefinition;
import io.recordstore.schema.RecordTypeSchema;
import java.util.Collection;
import java.util.Optional;

/** The field about many records of a type at once: what its complete aggregate and rank indexes tell. */
public final class AggregateFields {
    private static final String WHERE = "where";

    private final SchemaParts parts;
    private final CompiledSchema schema;
    private final MessageTypes messages;
    private final WhereTypes wheres;

    public AggregateFields(SchemaParts parts, CompiledSchema schema, MessageTypes messages, WhereTypes wheres) {
        this.parts = parts;
        this.schema = schema;
        this.messages = messages;
        this.wheres = wheres;
    }

    /** A field of {@code Query}, when there is an index for it. */
    public void add(RootFields fields, RecordTypeSchema type, Collection<IndexDefinition> readable) {
        AggregateColumns columns = new AggregateColumns(schema, type, readable);
        if (columns.indexes().isEmpty()) {
            return;
        }
        String name = parts.typeNames().of(type.user());
        GraphQLFieldDefinition.Builder field = GraphQLFieldDefinition.newFieldDefinition()
                .name(Plurals.of(LegalNames.lowerCamel(name)) + "Aggregate")
                .description("What indexes tell of many " + name + " records at once.")
                .type(new AggregateType(parts, messages, name, columns).make());
        Optional<WhereTypes.Where> where = where(type, name, columns);
        where.ifPresent(filter -> field.argument(GraphQLArgument.newArgument()
                .name(WHERE)
                .description("Of which records: equality with what indexes are grouped by.")
                .type(filter.type())));
        fields.add(
                field,
                new Demand(Operation.READ, type.name()),
                environment -> new AggregateSource(
                        type.name(), where.flatMap(filter -> filter.reader().read(environment.getArgument(WHERE)))));
    }

    private Optional<WhereTypes.Where> where(RecordTypeSchema type, String name, AggregateColumns columns) {
        SearchColumns groups = SearchColumns.ofGroups(schema, type, columns.indexes());
        return groups.isEmpty() ? Optional.empty() : Optional.of(wheres.makePlain(name + "Aggregate", groups));
    }
}
