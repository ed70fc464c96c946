package dev.playhead.load.bare;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/**
 * Owns the bare server: it reads the whole body of any request and answers 202; on as many event loops as there are
 * processors. Prints its port when it listens, and ends when its standard input does, so that it cannot outlive the
 * benchmark.
 */
public final class BareServer extends AbstractVerticle {
    @Override
    public void start(Promise<Void> started) {
        int port = config().getInteger("port");
        vertx.createHttpServer()
                .requestHandler(request -> request.body()
                        .onSuccess(body -> request.response().setStatusCode(202).end()))
                .listen(port, "127.0.0.1")
                .<Void>mapEmpty()
                .onComplete(started);
    }

    /** The one argument is the port. */
    public static void main(String[] arguments) throws Exception {
        Vertx vertx = Vertx.vertx();
        DeploymentOptions options = new DeploymentOptions()
                .setInstances(Runtime.getRuntime().availableProcessors())
                .setConfig(new JsonObject().put("port", Integer.valueOf(arguments[0])));
        vertx.deployVerticle(BareServer.class.getName(), options)
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        System.out.println("listening");
        while (System.in.read() >= 0) {
            // nothing is said to it
        }
        vertx.close();
    }
}
