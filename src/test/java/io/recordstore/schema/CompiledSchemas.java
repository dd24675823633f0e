package io.recordstore.schema;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import io.recordstore.crypto.TestDataKeys;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Schemas compiled from a source, without a store. */
public final class CompiledSchemas {
    private CompiledSchemas() {}

    public static CompiledSchema of(String proto) {
        SchemaDefinition definition = new SchemaDefinition(
                FileDescriptorSet.getDefaultInstance(),
                List.of(new ProtoSource("test.proto", proto)),
                List.of(),
                List.of());
        return SchemaPlan.make(
                        Optional.empty(),
                        DefinedSchema.read(definition),
                        Map.of(),
                        stored -> SchemaCompiler.compile(stored, TestDataKeys.fieldHmac()))
                .next()
                .orElseThrow();
    }
}
