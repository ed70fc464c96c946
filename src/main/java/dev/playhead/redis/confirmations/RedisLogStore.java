package dev.playhead.redis.confirmations;

import dev.playhead.group.Lease;
import dev.playhead.redis.GroupKeys;
import dev.playhead.redis.RedisLeases;
import dev.playhead.redis.RedisLink;
import dev.playhead.redis.Script;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/** Keeps the logs of confirmations in Redis: writes a call down for {@code confirmations.lua}, and reads its answer. Any thread. */
final class RedisLogStore implements LogStore {
    private static final Script CONFIRMATIONS = Script.of("confirmations");
    private static final Script DROP = Script.of("drop");

    /** The number of elements of a Done answer before the leases. */
    private static final int DONE_HEAD = 4;

    private final RedisLink link;

    RedisLogStore(RedisLink link) {
        this.link = link;
    }

    @Override
    public Future<LogAnswer> ask(LogStore.Question question) {
        return link.ask(CONFIRMATIONS, question.keys(), arguments(question))
                .map(answer -> answer(answer, question.leases()));
    }

    @Override
    public Future<Void> drop(List<String> keys) {
        return link.ask(DROP, keys.subList(0, 1), List.of()).mapEmpty();
    }

    private static List<Object> arguments(LogStore.Question question) {
        List<Object> arguments = new ArrayList<>(9 + 2 * question.leases().size());
        arguments.add(question.bounds().age());
        arguments.add(question.bounds().size());
        arguments.add(question.bounds().expiry());
        arguments.add(question.bounds().pageBytes());
        arguments.add(question.position().generation());
        arguments.add(question.position().entries());
        arguments.add(question.position().mark());
        arguments.add(question.adds() ? 1 : 0);
        arguments.add(question.entry());
        for (Lease lease : question.leases()) {
            arguments.add(GroupKeys.field(lease.partition()));
            arguments.add(RedisLeases.text(lease));
        }
        return arguments;
    }

    private static LogAnswer answer(Response answer, List<Lease> leases) {
        return switch (answer.get(0).toString()) {
            case "ok" ->
                new LogAnswer.Done(
                        answer.get(1).toLong(),
                        answer.get(2).toBytes(),
                        answer.get(3).toBytes(),
                        lost(answer, leases));
            case "more" ->
                new LogAnswer.More(
                        answer.get(1).toLong(),
                        answer.get(2).toBytes(),
                        answer.get(3).toBytes());
            case "next" ->
                new LogAnswer.Next(
                        answer.get(1).toString(),
                        answer.get(2).toBytes(),
                        answer.get(3).toBytes());
            default ->
                new LogAnswer.Begin(answer.get(1).toString(), answer.get(2).toLong());
        };
    }

    private static List<Lease> lost(Response answer, List<Lease> leases) {
        List<Lease> lost = new ArrayList<>(answer.size() - DONE_HEAD);
        for (int index = DONE_HEAD; index < answer.size(); index++) {
            lost.add(leases.get(answer.get(index).toInteger() - 1));
        }
        return lost;
    }
}
