package dev.playhead.http;

import dev.playhead.cluster.ClusterReports;
import dev.playhead.http.exchange.Answers;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;

/** Serves {@code /v1/cluster}: the nodes and their partitions. Owned by one event loop. */
final class ClusterRoute {
    private final Context context;
    private final ClusterReports reports;

    ClusterRoute(Context context, ClusterReports reports) {
        this.context = context;
        this.reports = reports;
    }

    void tell(HttpServerRequest request) {
        Answers.when(context, request, reports.report(), told -> Answers.json(request, 200, told));
    }
}
