package io.recordstore.grpc;

import io.quarkus.grpc.GrpcService;
import io.recordstore.auth.Operation;
import io.recordstore.auth.RequiresEach;
import io.recordstore.auth.RequiresEach.Part;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.transaction.ClientTransactions;
import io.recordstore.transaction.Commits;
import io.recordstore.v1.CommitRequest;
import io.recordstore.v1.CommitResponse;
import io.recordstore.v1.TransactRequest;
import io.recordstore.v1.TransactResponse;
import io.recordstore.v1.TransactionService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** TransactionService over gRPC. */
@GrpcService
@FaultsAsStatus
@WithinQuota
public class GrpcTransactionService implements TransactionService {
    private final Commits commits;
    private final ClientTransactions transactions;

    GrpcTransactionService(Commits commits, ClientTransactions transactions) {
        this.commits = commits;
        this.transactions = transactions;
    }

    @Override
    @RequiresEach({
        @Part(of = "preconditions", needs = Operation.READ),
        @Part(of = "writes.put", needs = Operation.WRITE),
        @Part(of = "writes.delete", needs = Operation.DELETE)
    })
    public Uni<CommitResponse> commit(CommitRequest request) {
        return commits.commit(
                        new TenantName(request.getTenant()),
                        new RecordSpaceName(request.getRecordSpace()),
                        TransactionMessages.read(request))
                .map(TransactionMessages::write);
    }

    @Override
    @RequiresEach({
        @Part(of = "get", needs = Operation.READ),
        @Part(of = "query", needs = Operation.READ),
        @Part(of = "count", needs = Operation.READ),
        @Part(of = "put", needs = Operation.WRITE),
        @Part(of = "delete", needs = Operation.DELETE),
        @Part(of = "read_conflict", needs = Operation.READ),
        @Part(of = "write_conflict", needs = Operation.WRITE)
    })
    @AtServerPace
    @AtClientPace
    public Multi<TransactResponse> transact(Multi<TransactRequest> requests) {
        return TransactStream.run(requests, transactions);
    }
}
