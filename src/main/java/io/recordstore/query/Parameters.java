package io.recordstore.query;

import com.apple.foundationdb.record.Bindings;
import com.apple.foundationdb.record.EvaluationContext;
import com.google.protobuf.ByteString;
import com.google.protobuf.Internal;
import io.recordstore.schema.SensitiveFields;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values of a query by the names that its plan has for them, so that one plan serves all queries of one shape. */
final class Parameters {
    private static final Pattern NAME = Pattern.compile("\\$(p[0-9]+[a-z]*)");
    private static final String END = "end";
    private static final String ENDLESS = "endless";
    private static final String LIST = "list";
    private static final int MAX_SHOWN = 100;

    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Set<String> hidden = new HashSet<>();

    /**
     * @param value as a field of a storage message has it
     * @return the value's name
     */
    String bind(Object value) {
        return bind(value, "");
    }

    /** @return the name of a list of values */
    String bindList(List<Object> list) {
        return bind(list, LIST);
    }

    /** In their order, of which a plan depends on the names alone. */
    List<String> names() {
        return List.copyOf(values.keySet());
    }

    /**
     * As {@link #bind(Object)}, of what is never shown.
     *
     * @param value the hash of a sensitive value, or several
     */
    String bindSensitive(Object value) {
        String name = bind(value, value instanceof List<?> ? LIST : "");
        hidden.add(name);
        return name;
    }

    /**
     * @param end the least value that is greater than all that start with the prefix; empty when there is none
     * @return the prefix's name
     */
    String bindPrefix(Object prefix, Optional<Object> end) {
        String name = bind(prefix, end.isPresent() ? "" : ENDLESS);
        end.ifPresent(value -> values.put(name + END, element(value)));
        return name;
    }

    /** The name of a prefix's end; empty when it has none. */
    static Optional<String> endOf(String prefix) {
        return prefix.endsWith(ENDLESS) ? Optional.empty() : Optional.of(prefix + END);
    }

    private String bind(Object value, String suffix) {
        String name = "p" + values.size() + suffix;
        values.put(name, element(value));
        return name;
    }

    /** As keys have it: the Record Layer turns columns that descend round as they are in keys. */
    private static Object element(Object value) {
        if (value instanceof List<?> list) {
            List<Object> elements = new ArrayList<>(list.size());
            list.forEach(one -> elements.add(element(one)));
            return elements;
        }
        if (value instanceof ByteString bytes) {
            return bytes.toByteArray();
        }
        return value instanceof Internal.EnumLite number ? (Object) number.getNumber() : value;
    }

    EvaluationContext context() {
        Bindings.Builder bindings = Bindings.newBuilder();
        values.forEach(bindings::set);
        return EvaluationContext.forBindings(bindings.build());
    }

    /** What the plan says, with the values for their names. */
    String show(String plan) {
        return NAME.matcher(plan).replaceAll(this::shown);
    }

    private String shown(MatchResult name) {
        if (hidden.contains(name.group(1))) {
            return SensitiveFields.SHOWN;
        }
        Object value = values.get(name.group(1));
        String text = value instanceof byte[] bytes ? Base64.getEncoder().encodeToString(bytes) : String.valueOf(value);
        return Matcher.quoteReplacement(text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...");
    }
}
