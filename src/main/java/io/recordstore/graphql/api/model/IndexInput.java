package io.recordstore.graphql.api.model;

import io.smallrye.graphql.api.Nullable;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/** An index. */
@Input("IndexInput")
@Description("An index on the records of one type. The requiredIndex of an error has this form.")
public record IndexInput(
        @NonNull @Description("Its name, unique in the schema: [A-Za-z0-9_-], at most 63 characters.") String name,
        @NonNull @Description("The record type it is on.") String recordType,
        @Description("What it keeps of the fields; VALUE when left out.") IndexKindEnum kind,
        @Nullable @Description("What it holds, in the order in which it sorts.") List<@NonNull IndexFieldInput> fields,
        @Nullable @Description("What an aggregate, a rank or a text index is kept apart by.")
                List<@NonNull IndexFieldInput> groupBy,
        @Nullable
                @Description("Further fields that a value index holds, so that a query for no others reads no records.")
                List<@NonNull IndexFieldInput> include,
        @Nullable @Description("Only records that meet all of these are in it.")
                List<@NonNull IndexConditionInput> where,
        @Description("Whether two records with the same values are refused.") Boolean unique,
        @Description("How a text index cuts its field into words.") TokenizerEnum tokenizer,
        @Description("Whether equal scores in a rank index count each.") Boolean countDuplicates,
        @Description("What a time-window leaderboard keeps.") LeaderboardInput leaderboard) {

    /** One column of an index. */
    @Input("IndexFieldInput")
    @Description("One column of an index.")
    public record IndexFieldInput(
            @NonNull @Description("The path of the field: country, location.latitude, names.key.") String path,
            @Description("In which direction the column sorts; ASCENDING when left out.") ColumnOrderEnum order,
            @Description("What becomes of a repeated field's elements; FAN_OUT when left out.") FanTypeEnum fanType) {}

    /** A condition on the records of an index. */
    @Input("IndexConditionInput")
    @Description("A condition that records must meet to be in an index.")
    public record IndexConditionInput(
            @NonNull @Description("The path of the field; not through a repeated one.") String path,
            @NonNull @Description("How the field is compared.") ComparisonEnum comparison,
            @NonNull
                    @Description(
                            "What it is compared with, as text: numbers in decimal, true and false, an enum's by its"
                                    + " name, bytes in base64.")
                    String value) {}

    /** What a time-window leaderboard keeps. */
    @Input("LeaderboardInput")
    @Description("What a time-window leaderboard keeps.")
    public record LeaderboardInput(
            @Description("Whether the greatest score is first.") Boolean highScoreFirst,
            @Description("Whether a window over all time is kept too.") Boolean allTime,
            @Nullable @Description("The windows of limited time.") List<@NonNull LeaderboardWindowsInput> windows) {}

    /** A series of windows. */
    @Input("LeaderboardWindowsInput")
    @Description("A series of windows of time, all of one length, in whatever unit the time field has.")
    public record LeaderboardWindowsInput(
            @NonNull @Description("The series' number, from 1.") Integer type,
            @NonNull @Description("When the first window begins.") Long baseTime,
            @NonNull @Description("From the beginning of one window to the beginning of the next.") Long interval,
            @NonNull @Description("The length of a window.") Long duration,
            @NonNull @Description("How many windows there are; at most 1,000 of all series together.") Integer count) {}
}
