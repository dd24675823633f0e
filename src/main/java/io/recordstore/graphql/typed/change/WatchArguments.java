package io.recordstore.graphql.typed.change;

import graphql.schema.DataFetchingEnvironment;
import io.recordstore.change.WatchSpec;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.graphql.typed.record.KeyArguments;
import io.recordstore.graphql.typed.search.WhereReader;
import io.recordstore.record.RecordContent;
import java.util.List;
import java.util.Map;

/** Which changes of a type's records a subscription asks for. */
record WatchArguments(String recordType, KeyArguments key, WhereReader where) {
    static final String WHERE = "where";
    static final String KEY_PREFIX = "keyPrefix";
    static final String RESUME_TOKEN = "resumeToken";
    static final String BEGINNING = "beginning";

    /** @throws InvalidRequest when no changes are asked for so */
    WatchSpec read(DataFetchingEnvironment environment) {
        Map<String, Object> prefix = environment.getArgument(KEY_PREFIX);
        return new WatchSpec(
                recordType,
                WatchSpec.Start.of(environment.getArgument(RESUME_TOKEN), environment.getArgument(BEGINNING)),
                prefix == null ? List.of() : key.readPrefix(prefix, KEY_PREFIX),
                where.read(environment.getArgument(WHERE)),
                RecordContent.Format.PROTOBUF);
    }
}
