package io.recordstore.cli.failure;

import io.recordstore.cli.filter.FilterExpression;
import java.util.Optional;

/**
 * What a call was about, for explaining why it failed.
 *
 * @param server where it went
 * @param tokenSource where its token is from, such as {@code RECORDSTORE_TOKEN}
 * @param recordSpace the RecordSpace, when it was about one
 * @param filter what was given as {@code --where}
 */
public record Situation(
        String server, String tokenSource, Optional<String> recordSpace, Optional<FilterExpression> filter) {
    /** The same about a RecordSpace. */
    public Situation about(String space) {
        return new Situation(server, tokenSource, Optional.of(space), filter);
    }

    /** The same with a filter. */
    public Situation where(FilterExpression expression) {
        return new Situation(server, tokenSource, recordSpace, Optional.of(expression));
    }
}
