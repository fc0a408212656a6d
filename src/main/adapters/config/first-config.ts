// The settings file as it is first written: every setting, what it does, what is dangerous about it, its default.
// All of it is commented out, so that a later default applies to files nobody touched.
// A test holds it to the schema: each line, uncommented, must be the default.

import { firstChannels } from './first-channels.ts';

export const FIRST_CONFIG = `# Settings of Sallyport. A change is noticed when you save; a mistake keeps the last good settings and is shown.
# Lines that begin with "#" are not in force: they show the defaults. Remove the "#" to change one.
# Secrets (bot token, API key) do not belong here: enter them in Settings, or with "sallyport credentials set".

[agent]
# What the agent calls itself.
# name = "Sallyport"

[model]
# Who runs the model: anthropic, openai, google, or openai-compatible (Ollama, LM Studio, llama.cpp and others).
# What you and your contacts write is sent there.
# provider = "anthropic"

# The model's name, as its provider writes it.
# name = "claude-sonnet-4-5"

# Only for openai-compatible: the address of the server.
# base_url = "http://127.0.0.1:11434/v1"

# How much the model can read at once, in tokens. Too high a number makes long conversations fail.
# context_tokens = 128000

${firstChannels()}

[webhooks]
# Some platforms call this computer when somebody writes. They reach it by a tunnel, and only this door of it.
# Where they reach it, with https; Settings shows what to enter at each platform. Empty means no webhooks.
# public_url = ""

# The port on this computer that the tunnel leads to. 0 means a free one, kept from then on.
# port = 0

# Host names accepted beside that of public_url.
# allowed_hosts = []

[approvals]
# After so many minutes without an answer, a question to you counts as "deny".
# expire_minutes = 30

# Whether approvals can be given on the command line while the window is there.
# Danger: a program that runs under your account could then answer for you.
# allow_from_cli = false

# A direct conversation of your own that questions are also sent to, by its id. Only your own account answers there.
# forward_to = ""

[policy]
# What may happen without a question: careful (reading, and writing for you), trusting (everything in the sandbox
# without network), locked (nothing). Settings shows the rules of each.
# preset = "careful"

[sandbox]
# Which commands are confined: all, non-main (all but those of your own conversation), off.
# Danger: an unconfined command can do whatever your account can.
# mode = "all"

# What confines them: system (the operating system's own), docker, podman.
# backend = "system"

# Tools usable in conversations other than your own. "*" means every tool.
# allow_tools = ["*"]

# Tools refused there, whatever else is allowed.
# deny_tools = []

# Hosts a command may reach: "example.com", or "*.example.com" for all below it. Empty means no network.
# Danger: what a command can read, it can send there.
# allow_hosts = []

# Folders that commands may read beside their workspace, as absolute paths.
# read_only = []

# The image of docker or podman.
# image = ""

[memory]
# From whose conversations facts are kept: everyone, owner (yours alone), nobody. It takes a model call when a
# conversation has been quiet for a while. What was said can be found in any case.
# learn_from = "everyone"

# A model of its own for keeping facts and for shortening long conversations, cheaper perhaps: [memory.model] with the
# name of another model of the same provider, or with provider, name and base_url, and the credential memory.api-key.

[memory.embedding]
# What finds by meaning: local (the model that ships with Sallyport), openai, google, or openai-compatible (Ollama,
# LM Studio, llama.cpp and others). Its key is the credential memory.embedding-key.
# Danger: with anything but local, all that is said, kept and searched for is sent there.
# provider = "local"

# The model's name, as its provider writes it. After a change all is made anew for it, in the background.
# name = "nomic-embed-text"

# Only for openai-compatible: the address of the server.
# base_url = "http://127.0.0.1:11434/v1"

[web]
# Who searches the web: none, brave, searxng, tavily. Brave and Tavily need a credential: web.brave-key, web.tavily-key.
# search = "none"

# Only for searxng: the address of the server.
# searxng_url = "http://127.0.0.1:8080"

# When not empty, pages are fetched from these hosts only.
# allow_hosts = []

# Hosts that are never fetched from.
# deny_hosts = []

[gateway]
# Whether programs of this computer, and devices that you paired, may reach the agent over HTTP. It listens on
# 127.0.0.1 and nowhere else, and refuses whatever has no key that you made in Settings.
# enabled = false

# The port. 0 means a random one, chosen once and kept.
# port = 0

# The https address under which a tunnel of yours shows the gateway, for the chat page on your phone.
# Danger: whoever has the address can knock; keys and paired devices are then all that holds.
# public_url = ""

# Hosts beside this computer's own that requests may be for, as example.com or example.com:8443.
# allowed_hosts = []

# Web pages of others that may speak with the gateway from a browser, as https://example.com.
# Danger: such a page can use whatever key its visitor has given it.
# allowed_origins = []

[limits]
# How many times the model is asked at most to answer one message.
# steps_per_turn = 25

# How many seconds a command may run.
# command_seconds = 60

# How much memory a command may use, in megabytes.
# command_memory_mb = 1024

# How many processes and threads a command may have at once.
# command_processes = 512

# The largest file a command may write, in megabytes.
# command_file_mb = 1024

# How many conversations are worked on at the same time.
# concurrent_turns = 8
`;
