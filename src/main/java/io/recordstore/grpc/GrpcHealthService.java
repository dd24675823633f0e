package io.recordstore.grpc;

import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import grpc.health.v1.MutinyHealthGrpc;
import io.grpc.Status;
import io.quarkus.grpc.GrpcService;
import io.quarkus.grpc.runtime.GrpcServerRecorder;
import io.recordstore.health.Serving;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * {@code grpc.health.v1}, for the server ({@code ""}) and for each of its services, which serve together or not at all. Open
 * to everybody, as probes have no token. Quarkus' own keeps what it is asked for, whatever the name.
 */
@GrpcService
public class GrpcHealthService extends MutinyHealthGrpc.HealthImplBase {
    private static final String SERVER = "";

    /** A value of the protocol that the generated messages here are too old to name. */
    private static final HealthCheckResponse SERVICE_UNKNOWN =
            HealthCheckResponse.newBuilder().setStatusValue(3).build();

    private final Serving serving;

    GrpcHealthService(Serving serving) {
        this.serving = serving;
    }

    @Override
    public Uni<HealthCheckResponse> check(HealthCheckRequest request) {
        return isKnown(request.getService())
                ? Uni.createFrom().item(response(status(serving.isServing())))
                : Uni.createFrom()
                        .failure(Status.NOT_FOUND
                                .withDescription("this server has no such service")
                                .asRuntimeException());
    }

    @Override
    public Multi<HealthCheckResponse> watch(HealthCheckRequest request) {
        return isKnown(request.getService())
                ? serving.watch().map(GrpcHealthService::status).map(GrpcHealthService::response)
                : Multi.createBy()
                        .concatenating()
                        .streams(
                                Multi.createFrom().item(SERVICE_UNKNOWN),
                                Multi.createFrom().nothing());
    }

    private static boolean isKnown(String service) {
        return service.equals(SERVER)
                || GrpcServerRecorder.getServices().stream()
                        .anyMatch(each ->
                                each.definition.getServiceDescriptor().getName().equals(service));
    }

    private static ServingStatus status(boolean isServing) {
        return isServing ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    }

    private static HealthCheckResponse response(ServingStatus status) {
        return HealthCheckResponse.newBuilder().setStatus(status).build();
    }
}
