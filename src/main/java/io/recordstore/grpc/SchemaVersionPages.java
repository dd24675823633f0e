package io.recordstore.grpc;

import io.recordstore.fault.InvalidRequest;
import io.recordstore.schema.AppliedSchema;
import io.recordstore.v1.ListSchemaVersionsResponse;
import java.util.List;

/** Pages of a list of schema versions. A page's token is its last version, so that new versions do not shift pages. */
final class SchemaVersionPages {
    private static final int DEFAULT_SIZE = 20;
    private static final int MAX_SIZE = 100;

    private SchemaVersionPages() {}

    static int size(int requested) {
        if (requested < 0 || requested > MAX_SIZE) {
            throw new InvalidRequest("page_size", "it is from 1 to " + MAX_SIZE + ", or 0 for the default");
        }
        return requested == 0 ? DEFAULT_SIZE : requested;
    }

    /** The version below which the page begins. */
    static int before(String pageToken) {
        if (pageToken.isEmpty()) {
            return Integer.MAX_VALUE;
        }
        try {
            int last = Integer.parseInt(pageToken);
            if (last > 0) {
                return last;
            }
        } catch (NumberFormatException e) {
            throw foreign();
        }
        throw foreign();
    }

    private static InvalidRequest foreign() {
        return new InvalidRequest("page_token", "it is not the next_page_token of a page of this list");
    }

    /** @param versions one more than a page holds, where there are that many */
    static ListSchemaVersionsResponse write(List<AppliedSchema.Version> versions, int pageSize) {
        List<AppliedSchema.Version> page = versions.subList(0, Math.min(pageSize, versions.size()));
        ListSchemaVersionsResponse.Builder response = ListSchemaVersionsResponse.newBuilder();
        page.forEach(version -> response.addVersions(SchemaMessages.write(version)));
        if (versions.size() > pageSize) {
            response.setNextPageToken(Integer.toString(page.get(pageSize - 1).version()));
        }
        return response.build();
    }
}
