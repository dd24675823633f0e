package io.recordstore.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.recordstore.cli.failure.CommandFailure;
import io.recordstore.cli.failure.Situation;
import io.recordstore.cli.filter.FilterExpression;
import io.recordstore.v1.Filter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which records: an expression, or the API's own filter as JSON. */
final class FilterOptions {
    @Option(
            names = {"-w", "--where"},
            paramLabel = "EXPRESSION",
            order = 10,
            description = "Which records, such as 'country = \"NL\" and population > 100000'.")
    String where;

    @Option(
            names = "--filter",
            paramLabel = "JSON",
            order = 11,
            description = "The same as the API's Filter in JSON, or @FILE with it.")
    String json;

    @Option(
            names = "--allow-scan",
            order = 19,
            description = "Read and discard records where no index narrows them down.")
    boolean allowScan;

    private FilterExpression expression;

    /** @throws io.recordstore.cli.filter.SyntaxError when the expression cannot be read */
    Optional<Filter> filter() {
        if (where != null && json != null) {
            throw CommandFailure.usage("--where and --filter exclude each other");
        }
        if (json != null) {
            return Optional.of(parse());
        }
        if (where != null) {
            expression = FilterExpression.parse(where);
            return Optional.of(expression.filter());
        }
        return Optional.empty();
    }

    Situation situation(Situation situation) {
        return expression == null ? situation : situation.where(expression);
    }

    private Filter parse() {
        Filter.Builder filter = Filter.newBuilder();
        try {
            String text = json.startsWith("@") ? Files.readString(Path.of(json.substring(1))) : json;
            JsonFormat.parser().merge(text, filter);
            return filter.build();
        } catch (InvalidProtocolBufferException notAFilter) {
            throw CommandFailure.usage("--filter is not a Filter in JSON: " + notAFilter.getMessage());
        } catch (IOException unreadable) {
            throw CommandFailure.usage("the filter cannot be read from " + json);
        }
    }
}
