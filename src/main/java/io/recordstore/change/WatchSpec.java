package io.recordstore.change;

import io.recordstore.fault.InvalidRequest;
import io.recordstore.query.Filter;
import io.recordstore.record.RecordContent;
import io.recordstore.record.Scalar;
import java.util.List;
import java.util.Optional;

/**
 * Which changes are watched.
 *
 * @param recordType of records of this type; of all when empty
 * @param start where to begin
 * @param keyPrefix of records whose primary key begins with these values
 * @param filter of records that this selects, before or after the change; all when empty
 * @param format how records are returned
 */
public record WatchSpec(
        String recordType, Start start, List<Scalar> keyPrefix, Optional<Filter> filter, RecordContent.Format format) {
    public WatchSpec {
        keyPrefix = List.copyOf(keyPrefix);
    }

    /** Where a watch begins. */
    public sealed interface Start {

        /**
         * What a caller says that may say both, or neither.
         *
         * @param resumeToken null for none
         * @param beginning null as false
         * @throws InvalidRequest when it says both
         */
        static Start of(String resumeToken, Boolean beginning) {
            boolean isFromBeginning = Boolean.TRUE.equals(beginning);
            if (resumeToken == null) {
                return isFromBeginning ? new Beginning() : new Now();
            }
            if (isFromBeginning) {
                throw new InvalidRequest("beginning", "a resumeToken says where to begin: give one of the two");
            }
            return new After(resumeToken);
        }
    }

    /** With what is committed from now on. */
    public record Now() implements Start {}

    /** With the oldest change that is kept. */
    public record Beginning() implements Start {}

    /** After the event that had this token. */
    public record After(String resumeToken) implements Start {}
}
