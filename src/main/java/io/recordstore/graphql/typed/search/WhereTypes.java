package io.recordstore.graphql.typed.search;

import com.google.protobuf.Descriptors.FieldDescriptor;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLInputType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLTypeReference;
import io.recordstore.graphql.typed.message.MessageTypes;
import io.recordstore.graphql.typed.message.SchemaParts;
import io.recordstore.graphql.typed.naming.LegalNames;
import io.recordstore.graphql.typed.naming.TakenNames;
import io.recordstore.graphql.typed.scalar.ValueType;
import java.util.List;

/** The input objects of filters, with as many fields as there are columns to ask for. */
public final class WhereTypes {
    /** What a condition on elements is under. */
    static final String ANY = "any";

    private static final String WHERE = "Where";

    private final SchemaParts parts;
    private final FilterTypes filters;

    public WhereTypes(SchemaParts parts, MessageTypes messages) {
        this.parts = parts;
        this.filters = new FilterTypes(parts, messages);
    }

    /**
     * Conditions that can be joined with and, or and not.
     *
     * @param prefix what the names of its types start with
     * @param columns at least one
     */
    public Where make(String prefix, SearchColumns columns) {
        WhereNode root = tree(columns);
        return new Where(makeJoined(prefix, root), new WhereReader(root));
    }

    /** Conditions that all are met: see {@link #make}. */
    public Where makePlain(String prefix, SearchColumns columns) {
        WhereNode root = tree(columns);
        GraphQLInputObjectType type =
                object(parts.typeNames().made(prefix + WHERE), prefix, root).build();
        return new Where(parts.add(type), new WhereReader(root));
    }

    private WhereNode tree(SearchColumns columns) {
        WhereNode root = new WhereNode(null);
        columns.operators().forEach((path, operators) -> {
            WhereNode node = root;
            for (FieldDescriptor field : path) {
                node = node.child(parts.fieldNames().of(field), field);
            }
            node.allow(valueType(path), operators);
        });
        return root;
    }

    /**
     * A filter's input object, and what reads it.
     */
    public record Where(GraphQLInputType type, WhereReader reader) {}

    private ValueType valueType(List<FieldDescriptor> path) {
        return ValueType.of(path.get(path.size() - 1), parts.userTypes()).orElseThrow();
    }

    /** Of a record or an element: with and, or and not. */
    private GraphQLInputType makeJoined(String prefix, WhereNode node) {
        String name = parts.typeNames().made(prefix + WHERE);
        TakenNames taken = new TakenNames(node.children().keySet());
        WhereNode.Logic logic = new WhereNode.Logic(taken.take("and"), taken.take("or"), taken.take("not"));
        node.join(logic);
        GraphQLTypeReference self = GraphQLTypeReference.typeRef(name);
        GraphQLInputObjectType.Builder type = object(name, prefix, node)
                .field(input(logic.and(), "All of these are met.", GraphQLList.list(GraphQLNonNull.nonNull(self))))
                .field(input(logic.or(), "One of these is met.", GraphQLList.list(GraphQLNonNull.nonNull(self))))
                .field(input(logic.not(), "This is not met.", self));
        parts.add(type.build());
        return self;
    }

    private GraphQLInputObjectType.Builder object(String name, String prefix, WhereNode node) {
        GraphQLInputObjectType.Builder type = GraphQLInputObjectType.newInputObject()
                .name(name)
                .description("Conditions; all that are given are met.");
        node.children().forEach((field, child) -> type.field(input(field, "", childType(prefix, field, child))));
        return type;
    }

    private GraphQLInputType childType(String prefix, String field, WhereNode child) {
        String inner = prefix + LegalNames.capitalised(field);
        if (child.isValue()) {
            GraphQLInputObjectType filter = filters.of(child.values(), child.operators());
            return child.isRepeated() ? ofElements(filter) : filter;
        }
        if (child.isRepeated()) {
            GraphQLInputType element = makeJoined(inner, child);
            String name = parts.typeNames().made(inner + "ListWhere");
            return parts.add(elements(name, element));
        }
        return parts.add(
                object(parts.typeNames().made(inner + WHERE), inner, child).build());
    }

    private GraphQLInputObjectType ofElements(GraphQLInputObjectType filter) {
        String wanted = filter.getName().replaceAll("Filter(_*)$", "ListFilter$1");
        return parts.shared(wanted, GraphQLInputObjectType.class, name -> elements(name, filter));
    }

    private static GraphQLInputObjectType elements(String name, GraphQLInputType element) {
        return GraphQLInputObjectType.newInputObject()
                .name(name)
                .description("Conditions on the elements of a list.")
                .field(input(ANY, "One element meets it.", GraphQLNonNull.nonNull(element)))
                .build();
    }

    private static GraphQLInputObjectField input(String name, String description, GraphQLInputType type) {
        return GraphQLInputObjectField.newInputObjectField()
                .name(name)
                .description(description)
                .type(type)
                .build();
    }
}
