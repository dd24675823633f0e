package io.recordstore.cli;

import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.failure.IndexAdvice;
import io.recordstore.cli.failure.Situation;
import io.recordstore.cli.output.Json;
import io.recordstore.v1.ExplainRequest;
import io.recordstore.v1.ExplainResponse;
import io.recordstore.v1.PlanNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code record-store explain}. */
@Command(
        name = "explain",
        description = "Say how a query would run, and which index it lacks, without running it.",
        footer = {"", "Example:", "  record-store explain cities City -w 'country = \"NL\" and population > 100000'"})
final class ExplainCommand extends SpaceScopedCommand {
    @Parameters(index = "1", paramLabel = "TYPE", description = "The record type.")
    String recordType;

    @Mixin
    QueryOptions options;

    @Mixin
    Results results;

    @Override
    Situation situation(Situation connection) {
        return options.filter.situation(super.situation(connection));
    }

    @Override
    int run(Connection connection) {
        ExplainResponse response = connection
                .records()
                .explain(ExplainRequest.newBuilder()
                        .setTenant(connection.tenant())
                        .setRecordSpace(space)
                        .setRecordType(recordType)
                        .setQuery(options.query())
                        .build());
        results.one(terminal(), Json.of(response), describe(response));
        return ok();
    }

    private String describe(ExplainResponse response) {
        StringBuilder text = new StringBuilder();
        if (response.getServed()) {
            text.append("served by ")
                    .append(
                            response.getIndexesList().isEmpty()
                                    ? "the primary key"
                                    : String.join(", ", response.getIndexesList()));
        } else if (response.hasRequiredIndex()) {
            text.append("no index serves it. Add the one that would:\n")
                    .append(String.join("\n", IndexAdvice.of(space, response.getRequiredIndex())));
        } else {
            text.append("not served: ").append(response.getRefusal());
        }
        if (response.hasTree()) {
            text.append("\n\n");
            append(text, response.getTree(), "");
            text.setLength(text.length() - 1);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, PlanNode node, String indent) {
        text.append(indent).append(node.getOperation());
        if (!node.getIndex().isEmpty()) {
            text.append(" of ").append(node.getIndex());
        }
        if (!node.getDetail().isEmpty()) {
            text.append("  ").append(node.getDetail());
        }
        text.append('\n');
        node.getChildrenList().forEach(child -> append(text, child, indent + "  "));
    }
}
