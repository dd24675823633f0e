package io.recordstore.graphql.typed.search;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.recordstore.graphql.typed.scalar.ValueType;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A place in a record that conditions may be on, or that has such places in it. */
final class WhereNode {
    private final FieldDescriptor field;
    private final Map<String, WhereNode> children = new LinkedHashMap<>();
    private final Set<FilterOperator> operators = EnumSet.noneOf(FilterOperator.class);
    private ValueType values;
    private Logic logic;

    /** @param field null for the record itself */
    WhereNode(FieldDescriptor field) {
        this.field = field;
    }

    /** How the conditions of one record, or one element of it, are joined: the names of input fields. */
    record Logic(String and, String or, String not) {}

    WhereNode child(String name, FieldDescriptor childField) {
        return children.computeIfAbsent(name, unused -> new WhereNode(childField));
    }

    void allow(ValueType type, Set<FilterOperator> allowed) {
        values = type;
        operators.addAll(allowed);
    }

    void join(Logic names) {
        logic = names;
    }

    /** The field by its name in the .proto, which paths are made of. */
    String step() {
        return field.getName();
    }

    boolean isRepeated() {
        return field != null && field.isRepeated();
    }

    /** Whether conditions are on it and not on what is in it. */
    boolean isValue() {
        return values != null;
    }

    /** By the names of input fields. */
    Map<String, WhereNode> children() {
        return Collections.unmodifiableMap(children);
    }

    Set<FilterOperator> operators() {
        return Collections.unmodifiableSet(operators);
    }

    ValueType values() {
        return values;
    }

    /** Null where conditions are not joined: in a message that is no element. */
    Logic logic() {
        return logic;
    }
}
