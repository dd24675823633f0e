package io.recordstore.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import io.recordstore.crypto.TestDataKeys;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Schemas as deep as the limits allow pass through all that is recursive, on a thread with little stack. */
class DeepSchemaTest {
    private static final int DEPTH = SchemaLimits.MAX_TYPE_DEPTH - 1;

    @Test
    void messagesAsDeepAsAllowedAreCompiledAndCompared() {
        SchemaDefinition first = definition(DEPTH, "");
        SchemaDefinition second = definition(DEPTH, "int64 more = 3;");

        List<SchemaChange> changes = onLittleStack(() -> {
            CompiledSchema before = plan(Optional.empty(), first).next().orElseThrow();
            return plan(Optional.of(before), second).changes();
        });

        assertThat(changes).extracting(SchemaChange::name).containsExactly("M0.more");
    }

    private static SchemaPlan plan(Optional<CompiledSchema> before, SchemaDefinition definition) {
        return SchemaPlan.make(
                before,
                DefinedSchema.read(definition),
                Map.of(),
                stored -> SchemaCompiler.compile(stored, TestDataKeys.fieldHmac()));
    }

    private static SchemaDefinition definition(int depth, String more) {
        String messages = IntStream.range(0, depth)
                .mapToObj(i -> "message M" + i + " { int64 id = 1; "
                        + (i < depth - 1 ? "M" + (i + 1) + " next = 2;" : "") + (i == 0 ? more : "") + " }")
                .collect(Collectors.joining("\n"));
        return new SchemaDefinition(
                FileDescriptorSet.getDefaultInstance(),
                List.of(new ProtoSource("deep.proto", "syntax = \"proto3\";\n" + messages)),
                List.of(new RecordTypeDefinition("M0", List.of("id"))),
                List.of());
    }

    private static <T> T onLittleStack(Supplier<T> work) {
        AtomicReference<T> result = new AtomicReference<>();
        assertThat(new LittleStack(() -> result.set(work.get())).thrown()).isNull();
        return result.get();
    }
}
