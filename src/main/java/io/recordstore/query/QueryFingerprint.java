package io.recordstore.query;

import com.apple.foundationdb.tuple.Tuple;
import io.recordstore.record.Scalar;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * What makes two queries the same, whatever their limits and what they return of a record: a digest of all else. What is
 * returned decides how records are read that an index found, and not which index finds them.
 */
final class QueryFingerprint {
    private QueryFingerprint() {}

    /** @return 32 bytes */
    static byte[] of(QuerySpec query) {
        Tuple canonical = Tuple.from(
                query.recordType(),
                query.filter().map(QueryFingerprint::of).orElse(Tuple.from()),
                Tuple.fromList(query.orderBy().stream()
                        .map(key -> Tuple.from(key.path(), key.descending()))
                        .toList()),
                query.allowScan(),
                Tuple.fromList(query.distinct() ? query.fields() : List.of()),
                query.distinct());
        return digest(canonical);
    }

    /** @return 32 bytes */
    static byte[] of(AggregateSpec aggregate) {
        return digest(Tuple.from(
                "aggregate",
                aggregate.recordType(),
                aggregate.kind().name(),
                aggregate.path().orElse(null),
                Tuple.fromList(aggregate.groupBy()),
                aggregate.filter().map(QueryFingerprint::of).orElse(Tuple.from())));
    }

    private static byte[] digest(Tuple canonical) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(canonical.pack());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private static Tuple of(Filter filter) {
        if (filter instanceof Filter.And and) {
            return Tuple.from("and", filters(and.filters()));
        }
        if (filter instanceof Filter.Or or) {
            return Tuple.from("or", filters(or.filters()));
        }
        if (filter instanceof Filter.Not not) {
            return Tuple.from("not", of(not.filter()));
        }
        if (filter instanceof Filter.Element element) {
            return Tuple.from("element", element.path(), element.quantifier().name(), of(element.filter()));
        }
        Filter.Field field = (Filter.Field) filter;
        return Tuple.from("field", field.path(), field.quantifier().name(), of(field.comparison()));
    }

    private static Tuple filters(List<Filter> filters) {
        return Tuple.fromList(filters.stream().map(QueryFingerprint::of).toList());
    }

    private static Tuple of(Filter.Comparison comparison) {
        if (comparison instanceof Filter.In in) {
            return Tuple.from(
                    "in",
                    Tuple.fromList(
                            in.values().stream().map(QueryFingerprint::of).toList()));
        }
        if (comparison instanceof Filter.IsNull isNull) {
            return Tuple.from("is_null", isNull.isNull());
        }
        if (comparison instanceof Filter.Words words) {
            return Tuple.from("words", words.match().name(), words.text());
        }
        Filter.Compare compare = (Filter.Compare) comparison;
        return Tuple.from(compare.operator().name(), of(compare.value()));
    }

    private static Tuple of(Scalar scalar) {
        if (scalar instanceof Scalar.Bool value) {
            return Tuple.from(value.value());
        }
        if (scalar instanceof Scalar.Int value) {
            return Tuple.from(value.value());
        }
        if (scalar instanceof Scalar.Unsigned value) {
            return Tuple.from("unsigned", value.value());
        }
        if (scalar instanceof Scalar.Floating value) {
            return Tuple.from(value.value());
        }
        if (scalar instanceof Scalar.Text value) {
            return Tuple.from(value.value());
        }
        if (scalar instanceof Scalar.Time value) {
            return Tuple.from("time", value.seconds(), value.nanos());
        }
        return Tuple.from((Object) ((Scalar.Bytes) scalar).value().toByteArray());
    }
}
