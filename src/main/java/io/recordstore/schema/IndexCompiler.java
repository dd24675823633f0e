package io.recordstore.schema;

import com.apple.foundationdb.record.metadata.Index;
import com.apple.foundationdb.record.metadata.IndexOptions;
import com.apple.foundationdb.record.metadata.IndexTypes;
import com.apple.foundationdb.record.metadata.Key;
import com.apple.foundationdb.record.metadata.expressions.EmptyKeyExpression;
import com.apple.foundationdb.record.metadata.expressions.GroupingKeyExpression;
import com.apple.foundationdb.record.metadata.expressions.KeyExpression;
import com.apple.foundationdb.record.metadata.expressions.VersionKeyExpression;
import com.apple.foundationdb.record.provider.common.text.DefaultTextTokenizer;
import com.google.protobuf.Descriptors.Descriptor;
import io.recordstore.schema.IndexDefinition.Tokenizer;
import io.recordstore.storage.v1.StoredIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Makes the Record Layer's index from a definition that {@link IndexRules} has passed. */
final class IndexCompiler {
    private final IndexDefinition definition;
    private final Descriptor message;
    private final SensitiveFields sensitive;

    private IndexCompiler(IndexDefinition definition, Descriptor message, SensitiveFields sensitive) {
        this.definition = definition;
        this.message = message;
        this.sensitive = sensitive;
    }

    /** @param message the user's message that it is on */
    static Index compile(StoredIndex stored, Descriptor message, SensitiveFields sensitive) {
        IndexCompiler compiler =
                new IndexCompiler(IndexMessages.read(stored.getDefinition(), "indexes"), message, sensitive);
        Index index = new Index(
                compiler.definition.name(),
                compiler.expression(),
                type(compiler.definition.kind()),
                compiler.options());
        index.setSubspaceKey(stored.getKey());
        index.setAddedVersion(stored.getSinceVersion());
        index.setLastModifiedVersion(stored.getSinceVersion());
        return index;
    }

    private static String type(IndexKind kind) {
        return switch (kind) {
            case VALUE -> IndexTypes.VALUE;
            case VERSION -> IndexTypes.VERSION;
            case TEXT -> IndexTypes.TEXT;
            case RANK -> IndexTypes.RANK;
            case TIME_WINDOW_LEADERBOARD -> IndexTypes.TIME_WINDOW_LEADERBOARD;
            case COUNT -> IndexTypes.COUNT;
            case COUNT_NOT_NULL -> IndexTypes.COUNT_NOT_NULL;
            case COUNT_UPDATES -> IndexTypes.COUNT_UPDATES;
            case SUM -> IndexTypes.SUM;
            case MIN -> IndexTypes.PERMUTED_MIN;
            case MAX -> IndexTypes.PERMUTED_MAX;
            case MIN_EVER -> IndexTypes.MIN_EVER_TUPLE;
            case MAX_EVER -> IndexTypes.MAX_EVER_TUPLE;
            case BITMAP_VALUE -> IndexTypes.BITMAP_VALUE;
        };
    }

    private KeyExpression expression() {
        List<IndexColumn> keys = definition.keyColumns();
        return switch (definition.kind()) {
            case VALUE -> covering(keys);
            case VERSION -> KeyColumns.concat(with(expressions(keys), VersionKeyExpression.VERSION));
            // The planner finds the words of an index that is not grouped only where nothing says that it could be.
            case TEXT -> definition.groupBy().isEmpty() ? KeyColumns.concat(expressions(keys)) : grouped(keys);
            default -> grouped(keys);
        };
    }

    private KeyExpression covering(List<IndexColumn> keys) {
        if (definition.include().isEmpty()) {
            return KeyColumns.concat(expressions(keys));
        }
        List<IndexColumn> all =
                Stream.concat(keys.stream(), definition.include().stream()).toList();
        return Key.Expressions.keyWithValue(KeyColumns.concat(expressions(all)), KeyColumns.count(paths(keys)));
    }

    private KeyExpression grouped(List<IndexColumn> keys) {
        KeyExpression whole = keys.isEmpty() ? EmptyKeyExpression.EMPTY : KeyColumns.concat(expressions(keys));
        return new GroupingKeyExpression(whole, KeyColumns.count(paths(definition.fields())));
    }

    private List<KeyExpression> expressions(List<IndexColumn> columns) {
        return KeyColumns.expressions(paths(columns), columns);
    }

    private List<FieldPath> paths(List<IndexColumn> columns) {
        return columns.stream()
                .map(column -> sensitive.indexed(FieldPath.resolveAny(message, column.path(), "indexes")))
                .toList();
    }

    private static List<KeyExpression> with(List<KeyExpression> expressions, KeyExpression last) {
        List<KeyExpression> all = new ArrayList<>(expressions);
        all.add(last);
        return all;
    }

    private Map<String, String> options() {
        Map<String, String> options = new HashMap<>();
        if (definition.unique()) {
            options.put(IndexOptions.UNIQUE_OPTION, "true");
        }
        if (!definition.where().isEmpty()) {
            // The planner does not look at conditions, and would miss the records that are not in the index.
            options.put(IndexOptions.ALLOWED_FOR_QUERY_OPTION, "false");
        }
        switch (definition.kind()) {
            case COUNT -> options.put(IndexOptions.CLEAR_WHEN_ZERO, "true");
            case MIN, MAX -> options.put(IndexOptions.PERMUTED_SIZE_OPTION, "0");
            case RANK ->
                options.put(IndexOptions.RANK_COUNT_DUPLICATES, Boolean.toString(definition.countDuplicates()));
            case TEXT -> options.put(IndexOptions.TEXT_TOKENIZER_NAME_OPTION, tokenizer());
            default -> {}
        }
        return options;
    }

    private String tokenizer() {
        if (definition.tokenizer() == Tokenizer.DEFAULT) {
            return DefaultTextTokenizer.NAME;
        }
        PrefixTokenizer.register();
        return PrefixTokenizer.NAME;
    }
}
