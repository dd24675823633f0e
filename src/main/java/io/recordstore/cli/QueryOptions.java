package io.recordstore.cli;

import io.recordstore.cli.filter.OrderExpression;
import io.recordstore.v1.IsolationLevel;
import io.recordstore.v1.Query;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A query. */
final class QueryOptions {
    @Mixin
    FilterOptions filter;

    @Option(
            names = {"-b", "--order-by"},
            paramLabel = "FIELDS",
            order = 12,
            description = "The order: -population,name or 'population desc, name'; -version() by the last write.")
    String orderBy;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            order = 13,
            description = "At most so many records.")
    int limit;

    @Option(
            names = {"-f", "--fields"},
            paramLabel = "FIELDS",
            split = ",",
            order = 14,
            description = "Only these fields: name,location.latitude.")
    List<String> fields = new ArrayList<>();

    @Option(names = "--distinct", order = 15, description = "Each combination of --fields once.")
    boolean distinct;

    @Option(
            names = "--serializable",
            order = 18,
            description = "All records of one moment; such a query may take five seconds.")
    boolean serializable;

    Query query() {
        Query.Builder query = Query.newBuilder()
                .setLimit(limit)
                .setAllowScan(filter.allowScan)
                .addAllFields(fields)
                .setDistinct(distinct);
        filter.filter().ifPresent(query::setFilter);
        if (orderBy != null) {
            query.addAllOrderBy(OrderExpression.parse(orderBy));
        }
        if (serializable) {
            query.setIsolationLevel(IsolationLevel.ISOLATION_LEVEL_SERIALIZABLE);
        }
        return query.build();
    }
}
