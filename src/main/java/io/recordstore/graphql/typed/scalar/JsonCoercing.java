package io.recordstore.graphql.typed.scalar;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.ArrayValue;
import graphql.language.BooleanValue;
import graphql.language.EnumValue;
import graphql.language.FloatValue;
import graphql.language.IntValue;
import graphql.language.NullValue;
import graphql.language.ObjectField;
import graphql.language.ObjectValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.language.VariableReference;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Any JSON: maps, lists, strings, numbers, booleans and nulls. */
final class JsonCoercing implements Coercing<Object, Object> {

    @Override
    public Object serialize(Object value, GraphQLContext context, Locale locale) {
        return value;
    }

    @Override
    public Object parseValue(Object value, GraphQLContext context, Locale locale) {
        return value;
    }

    @Override
    public Object parseLiteral(Value<?> value, CoercedVariables variables, GraphQLContext context, Locale locale) {
        return read(value, variables);
    }

    private static Object read(Value<?> value, CoercedVariables variables) {
        if (value instanceof ObjectValue object) {
            Map<String, Object> members = new LinkedHashMap<>();
            for (ObjectField field : object.getObjectFields()) {
                members.put(field.getName(), read(field.getValue(), variables));
            }
            return members;
        } else if (value instanceof ArrayValue array) {
            List<Object> elements = new ArrayList<>();
            array.getValues().forEach(element -> elements.add(read(element, variables)));
            return elements;
        } else if (value instanceof VariableReference variable) {
            return variables.get(variable.getName());
        }
        return readScalar(value);
    }

    private static Object readScalar(Value<?> value) {
        if (value instanceof StringValue text) {
            return text.getValue();
        } else if (value instanceof IntValue number) {
            return number.getValue();
        } else if (value instanceof FloatValue number) {
            return number.getValue();
        } else if (value instanceof BooleanValue bool) {
            return bool.isValue();
        } else if (value instanceof NullValue) {
            return null;
        }
        throw new CoercingParseLiteralException(
                value instanceof EnumValue ? "a string of JSON is in quotes" : "it is not JSON");
    }
}
