package io.recordstore.transaction;

import com.google.protobuf.ByteString;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.fault.LimitExceeded;
import java.util.List;
import java.util.Optional;

/**
 * Writes that happen together when all preconditions hold.
 *
 * @param request makes it safe to ask for them again
 */
public record CommitSpec(List<Precondition> preconditions, List<Write> writes, Optional<Request> request) {
    public CommitSpec {
        preconditions = List.copyOf(preconditions);
        writes = List.copyOf(writes);
    }

    /**
     * What names a request.
     *
     * @param id as its sender chose it
     * @param digest of its content: equal for equal requests alone
     */
    public record Request(String id, ByteString digest) {}

    /** @throws LimitExceeded or {@link InvalidRequest} when there is too much of anything, or nothing to write */
    void requireBounds() {
        if (writes.isEmpty()) {
            throw new InvalidRequest("writes", "there are none: a commit writes something");
        }
        requireAtMost("commit_writes", "writes", writes.size(), TransactionLimits.MAX_WRITES);
        requireAtMost(
                "commit_preconditions", "preconditions", preconditions.size(), TransactionLimits.MAX_PRECONDITIONS);
        long queries = preconditions.stream()
                .filter(Precondition.QueryEmpty.class::isInstance)
                .count();
        requireAtMost("commit_queries", "preconditions of query_empty", queries, TransactionLimits.MAX_QUERIES);
        if (request.filter(named -> named.id().length() > TransactionLimits.MAX_REQUEST_ID_LENGTH)
                .isPresent()) {
            throw new InvalidRequest(
                    "request_id", "it has more than " + TransactionLimits.MAX_REQUEST_ID_LENGTH + " characters");
        }
    }

    private static void requireAtMost(String limit, String what, long count, int allowed) {
        if (count > allowed) {
            throw new LimitExceeded(
                    limit, allowed + "", what + ": there are " + count + ", and a commit may have " + allowed);
        }
    }
}
