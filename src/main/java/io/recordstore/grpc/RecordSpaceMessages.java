package io.recordstore.grpc;

import io.recordstore.fault.InvalidRequest;
import io.recordstore.v1.RecordSpace;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** RecordSpaces from messages and to messages. */
final class RecordSpaceMessages {
    private static final int DEFAULT_PAGE_SIZE = 100;
    private static final int MAX_PAGE_SIZE = 1_000;

    private RecordSpaceMessages() {}

    static RecordSpace write(io.recordstore.space.RecordSpace space) {
        return RecordSpace.newBuilder()
                .setTenant(space.tenant().value())
                .setRecordSpace(space.name().value())
                .putAllLabels(space.labels())
                .setCreateTime(SchemaMessages.timestamp(space.createTime()))
                .setSchemaVersion(space.schemaVersion())
                .build();
    }

    static int pageSize(int requested) {
        if (requested < 0 || requested > MAX_PAGE_SIZE) {
            throw new InvalidRequest("page_size", "it is from 1 to " + MAX_PAGE_SIZE + ", or 0 for the default");
        }
        return requested == 0 ? DEFAULT_PAGE_SIZE : requested;
    }

    /** A page token is the last name of its page; outside the prefix it is of another list. */
    static String after(String pageToken, String prefix) {
        if (pageToken.isEmpty()) {
            return "";
        }
        String name = decode(pageToken);
        if (!name.startsWith(prefix)) {
            throw foreignPageToken();
        }
        return name;
    }

    static String pageToken(io.recordstore.space.RecordSpace last) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(last.name().value().getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String pageToken) {
        try {
            return new String(Base64.getUrlDecoder().decode(pageToken), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw foreignPageToken();
        }
    }

    private static InvalidRequest foreignPageToken() {
        return new InvalidRequest("page_token", "it is not the next_page_token of a page of this list");
    }
}
