package io.recordstore.graphql.api.model;

import io.recordstore.fault.IndexRequired;
import io.recordstore.graphql.error.GraphqlFaults;
import io.recordstore.query.Explanation;
import io.recordstore.query.PlanNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/** How a query would run. */
@Type("Explanation")
@Description("How a query would run.")
public record ExplanationObject(
        @NonNull @Description("Whether it would be run.") Boolean served,
        @Description("Why it would not be; null when it would.") String refusal,
        @Description("The index that it lacks; null when it lacks none.") IndexDefinitionObject requiredIndex,
        @NonNull @Description("The plan in the Record Layer's notation; empty when there is none.") String plan,
        @Description("The plan as a tree, in JSON: operation, index, detail and children of each step.") Object tree,
        @NonNull @Description("The names of the indexes that it uses.") List<@NonNull String> indexes) {

    public static ExplanationObject of(Explanation explanation) {
        return new ExplanationObject(
                explanation.refusal().isEmpty(),
                explanation.refusal().map(GraphqlFaults::messageWhereScansAre).orElse(null),
                explanation
                        .refusal()
                        .filter(IndexRequired.class::isInstance)
                        .map(refusal -> IndexDefinitionObject.of(((IndexRequired) refusal).index()))
                        .orElse(null),
                explanation.plan(),
                explanation.tree().map(ExplanationObject::tree).orElse(null),
                explanation.indexes().stream().sorted().toList());
    }

    /** As a value, because a tree of any depth cannot be selected. */
    private static Object tree(PlanNode node) {
        Map<String, Object> step = new LinkedHashMap<>();
        step.put("operation", node.operation());
        step.put("index", node.index());
        step.put("detail", node.detail());
        step.put(
                "children",
                node.children().stream().map(ExplanationObject::tree).toList());
        return step;
    }
}
