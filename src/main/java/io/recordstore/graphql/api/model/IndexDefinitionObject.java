package io.recordstore.graphql.api.model;

import io.recordstore.fault.IndexRequired;
import io.recordstore.schema.IndexColumn;
import io.recordstore.schema.IndexDefinition;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/** An index as its user defined it. */
@Type("IndexDefinition")
@Description("An index on the records of one type. What no index serves cannot be queried.")
public record IndexDefinitionObject(
        @NonNull @Description("Its name, unique in the schema.") String name,
        @NonNull @Description("The record type it is on.") String recordType,
        @NonNull @Description("What it keeps of the fields.") IndexKindEnum kind,
        @NonNull @Description("What it holds, in the order in which it sorts.") List<@NonNull ColumnObject> fields,
        @NonNull @Description("What an aggregate, a rank or a text index is kept apart by.")
                List<@NonNull ColumnObject> groupBy,
        @NonNull
                @Description("Further fields that a value index holds, so that a query for no others reads no records.")
                List<@NonNull ColumnObject> include,
        @NonNull @Description("Only records that meet all of these are in it.") List<@NonNull ConditionObject> where,
        @NonNull @Description("Whether two records with the same values are refused.") Boolean unique,
        @NonNull @Description("How a text index cuts its field into words.") TokenizerEnum tokenizer,
        @NonNull @Description("Whether equal scores in a rank index count each.") Boolean countDuplicates) {

    public static IndexDefinitionObject of(IndexDefinition index) {
        return new IndexDefinitionObject(
                index.name(),
                index.recordType(),
                IndexKindEnum.valueOf(index.kind().name()),
                columns(index.fields()),
                columns(index.groupBy()),
                columns(index.include()),
                index.where().stream()
                        .map(condition -> new ConditionObject(
                                condition.path(),
                                ComparisonEnum.valueOf(condition.comparison().name()),
                                condition.value()))
                        .toList(),
                index.unique(),
                TokenizerEnum.valueOf(index.tokenizer().name()),
                index.countDuplicates());
    }

    /** The index that a query lacks. */
    public static IndexDefinitionObject of(IndexRequired.Index index) {
        return new IndexDefinitionObject(
                index.name(),
                index.recordType(),
                IndexKindEnum.valueOf(index.kind()),
                index.fields().stream()
                        .map(column -> new ColumnObject(
                                column.path(),
                                column.descending() ? ColumnOrderEnum.DESCENDING : ColumnOrderEnum.ASCENDING,
                                FanTypeEnum.FAN_OUT))
                        .toList(),
                index.groupBy().stream()
                        .map(path -> new ColumnObject(path, ColumnOrderEnum.ASCENDING, FanTypeEnum.FAN_OUT))
                        .toList(),
                List.of(),
                List.of(),
                false,
                TokenizerEnum.DEFAULT,
                false);
    }

    private static List<ColumnObject> columns(List<IndexColumn> columns) {
        return columns.stream()
                .map(column -> new ColumnObject(
                        column.path(),
                        ColumnOrderEnum.valueOf(column.order().name()),
                        FanTypeEnum.valueOf(column.fanType().name())))
                .toList();
    }

    /** One column of an index. */
    @Type("IndexField")
    @Description("One column of an index.")
    public record ColumnObject(
            @NonNull @Description("The path of the field: country, location.latitude, names.key.") String path,
            @NonNull @Description("In which direction the column sorts.") ColumnOrderEnum order,
            @NonNull @Description("What becomes of a repeated field's elements.") FanTypeEnum fanType) {}

    /** A condition on the records of an index. */
    @Type("IndexCondition")
    @Description("A condition that records must meet to be in an index.")
    public record ConditionObject(
            @NonNull @Description("The path of the field.") String path,
            @NonNull @Description("How the field is compared.") ComparisonEnum comparison,
            @NonNull @Description("What it is compared with, as text.") String value) {}
}
