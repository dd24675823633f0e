package io.recordstore.graphql.api.model;

import com.google.protobuf.ByteString;
import io.recordstore.record.RecordContent;
import io.recordstore.record.VersionedRecord;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/** A record. */
@Type("Record")
@Description("A record of any type, as JSON.")
public record RecordObject(
        @NonNull @Description("The full name of its type.") String recordType,
        @NonNull
                @Description(
                        "The record as proto3 JSON has it: 64-bit integers as strings, bytes in base64, timestamps as"
                                + " 2026-11-23T10:15:30Z.")
                Object json,
        @Description("The version of the commit that wrote it, in base64: what putRecord takes as expectedVersion. Null"
                        + " where the record's fields come from an index alone.")
                String version) {

    public static RecordObject of(VersionedRecord record) {
        String json = ((RecordContent.Json) record.content()).text();
        return new RecordObject(record.recordType(), new JsonObject(json).getMap(), version(record.version()));
    }

    /** A version as text; null where there is none. */
    public static String version(ByteString version) {
        return version.isEmpty() ? null : Base64.getEncoder().encodeToString(version.toByteArray());
    }

    /** A page of records. */
    @Description("A page of records.")
    public record RecordConnection(
            @NonNull @Description("The records with their cursors.") List<@NonNull RecordEdge> edges,
            @NonNull @Description("The records.") List<@NonNull RecordObject> nodes,
            @NonNull @Description("Where the page is in the list.") PageInfoObject pageInfo) {}

    /** A record in a page. */
    @Description("A record in a page.")
    public record RecordEdge(
            @NonNull @Description("The record.") RecordObject node,
            @NonNull
                    @Description(
                            "Where it is in the list: what comes after it is asked for with this, by the same query"
                                    + " under the same schema version.")
                    String cursor) {}

    /** What was written. */
    @Description("What was written, or deleted.")
    public record WrittenRecord(@NonNull @Description("The version of the commit, in base64.") String version) {}
}
