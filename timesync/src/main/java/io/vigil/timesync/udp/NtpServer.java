package io.vigil.timesync.udp;

import io.vigil.timesync.Source;
import io.vigil.timesync.Tier;
import io.vigil.types.MalformedException;

/** An NTP server as an operator writes it: {@code host[:port] [operator=NAME] [smear]}. */
public record NtpServer(Source source, HostAndPort address) {
    private static final int PORT = 123;

    /** @throws MalformedException naming the text that is wrong */
    public static NtpServer parse(String text) throws MalformedException {
        String[] words = text.strip().split("\\s+");
        HostAndPort address = HostAndPort.parse(words[0], PORT);
        String operator = address.host();
        boolean smears = false;
        for (int i = 1; i < words.length; i++) {
            if (words[i].startsWith("operator=") && words[i].length() > "operator=".length()) {
                operator = words[i].substring("operator=".length());
            } else if (words[i].equals("smear")) {
                smears = true;
            } else {
                throw new MalformedException("'" + words[i] + "' in '" + text + "' is neither operator=NAME nor smear");
            }
        }
        return new NtpServer(new Source(words[0], operator, Tier.NTP, smears), address);
    }
}
