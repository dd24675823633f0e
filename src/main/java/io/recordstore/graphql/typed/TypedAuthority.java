package io.recordstore.graphql.typed;

import graphql.schema.GraphQLFieldDefinition;
import io.recordstore.auth.Operation;
import io.recordstore.auth.Target;
import io.recordstore.graphql.execution.FieldAuthority;
import io.recordstore.graphql.typed.request.Demand;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the fields of a RecordSpace's schema require: the right on the record type that the same call of gRPC does. That there
 * is a schema at all is told to those who may read the RecordSpace.
 *
 * @param demands by the names of the fields
 */
record TypedAuthority(TenantName tenant, RecordSpaceName space, Map<String, Demand> demands) implements FieldAuthority {

    @Override
    public List<Required> of(GraphQLFieldDefinition field, Map<String, Object> arguments) {
        return List.of(required(demands.get(field.getName())));
    }

    @Override
    public Optional<Required> ofTypeName() {
        return Optional.of(required(Demand.ofSpace(Operation.READ)));
    }

    private Required required(Demand demand) {
        return Required.of(
                demand.operation(), new Target(tenant.value(), new Target.One(space.value()), demand.recordType()));
    }
}
