package io.recordstore.schema;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An index on the records of one type, as a user defines it.
 *
 * @param name unique in the schema
 * @param recordType the message's simple or full name
 * @param fields what it holds, in the order in which it sorts
 * @param groupBy what an aggregate, a rank or a text index is kept apart by
 * @param include further fields that a value index holds beside its keys
 * @param where what records must meet to be in it; all records are in it when empty
 * @param unique whether two records with the same values are refused
 * @param tokenizer how a text index cuts its field into words
 * @param countDuplicates whether equal scores in a rank index count each
 * @param leaderboard what a time-window leaderboard keeps
 */
public record IndexDefinition(
        String name,
        String recordType,
        IndexKind kind,
        List<IndexColumn> fields,
        List<IndexColumn> groupBy,
        List<IndexColumn> include,
        List<IndexCondition> where,
        boolean unique,
        Tokenizer tokenizer,
        boolean countDuplicates,
        Optional<Leaderboard> leaderboard) {
    public IndexDefinition {
        fields = List.copyOf(fields);
        groupBy = List.copyOf(groupBy);
        include = List.copyOf(include);
        where = List.copyOf(where);
    }

    /** How a text index cuts a string into words. */
    public enum Tokenizer {
        /** Words. */
        DEFAULT,
        /** Words and every beginning of them. */
        PREFIX
    }

    /** An index of a kind on fields, with nothing special about it. */
    public static IndexDefinition of(String name, String recordType, IndexKind kind, List<IndexColumn> fields) {
        return new IndexDefinition(
                name,
                recordType,
                kind,
                fields,
                List.of(),
                List.of(),
                List.of(),
                false,
                Tokenizer.DEFAULT,
                false,
                Optional.empty());
    }

    /** An ascending value index on the fields with these paths. */
    public static IndexDefinition value(String name, String recordType, List<String> paths) {
        return of(
                name,
                recordType,
                IndexKind.VALUE,
                paths.stream().map(IndexColumn::of).toList());
    }

    /** The same, on another record type. */
    IndexDefinition on(String otherRecordType) {
        return new IndexDefinition(
                name,
                otherRecordType,
                kind,
                fields,
                groupBy,
                include,
                where,
                unique,
                tokenizer,
                countDuplicates,
                leaderboard);
    }

    /** The same, refusing equal values. */
    public IndexDefinition asUnique() {
        return new IndexDefinition(
                name, recordType, kind, fields, groupBy, include, where, true, tokenizer, countDuplicates, leaderboard);
    }

    /** The columns of its keys: those that it is kept apart by, then its fields. */
    public List<IndexColumn> keyColumns() {
        return Stream.concat(groupBy.stream(), fields.stream()).toList();
    }
}
