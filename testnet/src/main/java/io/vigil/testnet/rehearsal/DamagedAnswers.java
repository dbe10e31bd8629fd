package io.vigil.testnet.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.types.Hash;

/** Changes the answer to one question as a fault would have it. */
final class DamagedAnswers {
    static final int RANGE_LIMIT = 5;
    static final int RESULT_LIMIT = 3;

    /** Logs that a silently truncating node gives. */
    private static final int TRUNCATED_TO = 2;

    /** Where the event's data has the key, and the lowest byte of the index (little endian), in hex digits after 0x. */
    private static final int KEY_DIGIT = 420;

    private static final int INDEX_DIGIT = 2 * 544;
    private static final String GET_DEPOSIT_ROOT = "0xc5f2892f";

    private DamagedAnswers() {}

    /** What is asked in place of the question: a stale node answers for old blocks. */
    static void damageQuestion(ProxyFault fault, String method, ArrayNode params) {
        if (fault == ProxyFault.STALE_HEAD && method.equals("eth_getBlockByNumber")) {
            String tag = params.get(0).textValue();
            if (tag.equals("latest")) {
                params.set(0, "0x1");
            } else if (tag.equals("finalized")) {
                params.set(0, "0x0");
            }
        }
        if (fault == ProxyFault.FINALIZED_ABOVE_HEAD
                && method.equals("eth_getBlockByNumber")
                && params.get(0).textValue().equals("latest")) {
            params.set(0, "0x2");
        }
    }

    /** @param answer an answer without error; is changed */
    static void damage(ProxyFault fault, String method, JsonNode params, ObjectNode answer, long deployBlock) {
        switch (method) {
            case "eth_chainId" -> chainId(fault, answer);
            case "eth_syncing" -> {
                if (fault == ProxyFault.SYNCING) {
                    answer.putObject("result").put("currentBlock", "0x1").put("highestBlock", "0xff");
                }
            }
            case "eth_getCode" -> {
                if (fault == ProxyFault.WRONG_CODE) {
                    answer.put("result", "0x");
                }
            }
            case "eth_getBlockByNumber" -> header(fault, params.get(0).textValue(), answer, deployBlock);
            case "eth_getLogs" -> logs(fault, params.get(0), answer);
            case "eth_getBlockReceipts" ->
                answer.path("result").forEach(receipt -> {
                    if (receipt.path("logs") instanceof ArrayNode logs) {
                        damage(fault, logs);
                    }
                });
            case "eth_call" -> call(fault, params.get(0).path("data").asText(), answer);
            default -> {}
        }
    }

    private static void chainId(ProxyFault fault, ObjectNode answer) {
        if (fault == ProxyFault.WRONG_CHAIN_ID) {
            answer.put("result", "0x1");
        } else if (fault == ProxyFault.CHAIN_ID_ZERO) {
            answer.put("result", "0x0");
        }
    }

    private static void header(ProxyFault fault, String tag, ObjectNode answer, long deployBlock) {
        if (tag.equals("finalized") && fault == ProxyFault.NO_FINALIZED_TAG) {
            error(answer, -39001, "unknown block");
            return;
        }
        if (!(answer.path("result") instanceof ObjectNode block) || !tag.startsWith("0x")) {
            return;
        }
        boolean deploy = Long.decode(tag) == deployBlock;
        if (fault == ProxyFault.WRONG_DEPLOY_BLOCK && deploy || fault == ProxyFault.HEADER_HASH_WRONG && !deploy) {
            block.put("hash", Hash.ZERO.toHex());
        } else if (fault == ProxyFault.HEADER_PARENT_WRONG && !deploy) {
            block.put("parentHash", Hash.ZERO.toHex());
        } else if (fault == ProxyFault.HEADER_TIME_FALLS && !deploy) {
            block.put("timestamp", "0x1");
        }
    }

    private static void logs(ProxyFault fault, JsonNode filter, ObjectNode answer) {
        long first = Long.decode(filter.path("fromBlock").asText());
        long last = Long.decode(filter.path("toBlock").asText());
        if (fault == ProxyFault.RANGE_LIMIT && last - first + 1 > RANGE_LIMIT) {
            error(answer, -32602, "query exceeds max block range " + RANGE_LIMIT);
            return;
        }
        if (answer.path("result") instanceof ArrayNode logs) {
            if (fault == ProxyFault.RESULT_LIMIT && logs.size() > RESULT_LIMIT) {
                error(answer, -32005, "query returned more than " + RESULT_LIMIT + " results");
                return;
            }
            damage(fault, logs);
        }
    }

    private static void damage(ProxyFault fault, ArrayNode logs) {
        if (logs.isEmpty()) {
            return;
        }
        ObjectNode last = (ObjectNode) logs.get(logs.size() - 1);
        String data = last.path("data").asText();
        switch (fault) {
            case LOGS_MISSING_FIRST -> logs.remove(0);
            case LOGS_MISSING_MIDDLE -> logs.remove(logs.size() / 2);
            case LOGS_MISSING_LAST -> logs.remove(logs.size() - 1);
            case LOGS_EMPTY -> logs.removeAll();
            case LOGS_TRUNCATED -> {
                while (logs.size() > TRUNCATED_TO) {
                    logs.remove(logs.size() - 1);
                }
            }
            case LOGS_DOUBLED -> logs.addAll(logs.deepCopy());
            case LOGS_REORDERED -> reverse(logs);
            case LOG_TAMPERED -> last.put("data", flipped(data, KEY_DIGIT));
            case LOG_CUT -> last.put("data", data.substring(0, data.length() - 64));
            case LOG_OF_ANOTHER_CONTRACT -> last.put("address", "0x" + "00".repeat(20));
            case LOG_OF_ANOTHER_BLOCK -> last.put("blockNumber", "0x1");
            case LOG_REMOVED -> last.put("removed", true);
            case LOG_INDEX_JUMPS -> last.put("data", flipped(data, 2 + INDEX_DIGIT));
            default -> {}
        }
    }

    private static void reverse(ArrayNode logs) {
        ArrayNode forwards = logs.deepCopy();
        logs.removeAll();
        for (int i = forwards.size() - 1; i >= 0; i--) {
            logs.add(forwards.get(i));
        }
    }

    private static String flipped(String hex, int digit) {
        char other = hex.charAt(digit) == 'f' ? 'e' : 'f';
        return hex.substring(0, digit) + other + hex.substring(digit + 1);
    }

    private static void call(ProxyFault fault, String data, ObjectNode answer) {
        boolean root = data.equals(GET_DEPOSIT_ROOT);
        String result = answer.path("result").asText();
        if (fault == ProxyFault.STATE_PRUNED) {
            error(answer, -32000, "missing trie node (path ) state is not available");
        } else if (fault == ProxyFault.CONTRACT_EMPTY_ANSWER) {
            answer.put("result", "0x");
        } else if (fault == ProxyFault.CONTRACT_ROOT_WRONG && root) {
            answer.put("result", flipped(result, 2));
        } else if (fault == ProxyFault.CONTRACT_COUNT_WRONG && !root) {
            answer.put("result", flipped(result, 2 + 2 * 64)); // the count's lowest byte comes first
        }
    }

    private static void error(ObjectNode answer, int code, String message) {
        answer.remove("result");
        answer.putObject("error").put("code", code).put("message", message);
    }
}
