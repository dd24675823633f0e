package io.recordstore.graphql.typed.record;

import com.google.protobuf.ByteString;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import io.recordstore.graphql.typed.message.InputMessages;
import io.recordstore.graphql.typed.message.RecordSource;
import io.recordstore.graphql.typed.request.PendingVersion;
import io.recordstore.graphql.typed.request.TypedRequest;
import io.recordstore.record.PutCondition;
import io.recordstore.record.RecordContent;
import io.recordstore.schema.RecordTypeSchema;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Writes records of a type. What a record's version is, is known with the commit. */
final class Mutations {
    private final RecordTypeSchema type;
    private final String argument;
    private final InputMessages messages;

    /** @param argument that has the record */
    Mutations(RecordTypeSchema type, String argument, InputMessages messages) {
        this.type = type;
        this.argument = argument;
        this.messages = messages;
    }

    DataFetcher<CompletableFuture<RecordSource>> put() {
        return put(environment -> new PutCondition.Upsert());
    }

    DataFetcher<CompletableFuture<RecordSource>> insert() {
        return put(environment -> new PutCondition.Insert());
    }

    /** @param versionArgument that has the version which the record must have */
    DataFetcher<CompletableFuture<RecordSource>> update(String versionArgument) {
        return put(environment -> {
            ByteString version = environment.getArgument(versionArgument);
            return version == null ? new PutCondition.Update() : new PutCondition.VersionIs(version);
        });
    }

    private DataFetcher<CompletableFuture<RecordSource>> put(
            Function<DataFetchingEnvironment, PutCondition> condition) {
        return environment -> {
            TypedRequest request = TypedRequest.of(environment);
            ByteString bytes = messages.read(type.user(), environment.getArgument(argument), argument)
                    .toByteString();
            return request.records()
                    .put(type.name(), new RecordContent.Protobuf(bytes), condition.apply(environment))
                    .thenApply(version -> new RecordSource(written(bytes), new PendingVersion(version)));
        };
    }

    /** As it is read back. */
    private Message written(ByteString bytes) {
        try {
            return DynamicMessage.parseFrom(type.user(), bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a record that was written cannot be read", e);
        }
    }

    DataFetcher<CompletableFuture<Object>> delete(KeyArguments key) {
        return environment -> TypedRequest.of(environment)
                .records()
                .delete(type.name(), key.read(environment.getArguments()))
                .thenApply(deleted -> PendingVersion.OF_COMMIT);
    }
}
