package io.recordstore.cli;

import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.schema.DeclaredIndexes;
import io.recordstore.v1.ApplySchemaRequest;
import io.recordstore.v1.GetSchemaRequest;
import io.recordstore.v1.Index;
import io.recordstore.v1.IndexDefinition;
import io.recordstore.v1.Schema;
import java.util.List;
import java.util.stream.Stream;

/**
 * The schema in force, with other indexes: read, changed and applied as a whole. What the options of its files declare stays
 * there.
 */
record SchemaEdit(Connection connection, Schema schema, DeclaredIndexes declared) {
    static SchemaEdit of(Connection connection, String space) {
        Schema schema = connection
                .schemas()
                .getSchema(GetSchemaRequest.newBuilder()
                        .setTenant(connection.tenant())
                        .setRecordSpace(space)
                        .build())
                .getSchema();
        return new SchemaEdit(connection, schema, DeclaredIndexes.in(schema.getDescriptorSet()));
    }

    Stream<IndexDefinition> indexes() {
        return schema.getIndexesList().stream().map(Index::getDefinition);
    }

    /** @param indexes all that are to be there, those of the options too */
    ApplySchemaRequest request(String space, List<IndexDefinition> indexes) {
        return ApplySchemaRequest.newBuilder()
                .setTenant(connection.tenant())
                .setRecordSpace(space)
                .setDescriptorSet(schema.getDescriptorSet())
                .addAllSensitiveFields(schema.getSensitiveFieldsList())
                .addAllRecordTypes(schema.getRecordTypesList().stream()
                        .filter(type -> !declared.hasRecordType(type.getName()))
                        .toList())
                .addAllIndexes(indexes.stream()
                        .filter(index -> !declared.hasIndex(index.getName()))
                        .toList())
                .build();
    }
}
