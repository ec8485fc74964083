// A client whose types come from the document alone: `tsc` proves that it fits, the run that the mock does.
import createClient from "openapi-fetch";
import type { paths } from "./dumgum.js";

const client = createClient<paths>({
  baseUrl: process.env.MOCKWRIGHT_URL ?? "http://127.0.0.1:4080",
  headers: { Authorization: "Bearer any-key" },
});

const conversation = {
  userProfile: { id: "user-1", firstName: "Alex", timeZone: "Europe/Paris" },
  personaProfile: { id: "persona-1", nickname: "marie", gender: "WOMAN" },
  language: "FR",
} as const;

const suggestion = await client.POST("/cs/v1/content_creation/suggestion", { body: conversation });
if (suggestion.data?.suggestions.length !== 3) throw new Error(JSON.stringify(suggestion.error));

const reply = await client.POST("/cs/v1/content_creation/conversations/generate", {
  body: {
    ...conversation,
    messages: [{ id: "m-1", sender: "USER", date: "2025-01-01T12:00:00Z", text: "Bonjour !" }],
    tags: { campaign: "spring" },
  },
});
const answer = reply.data?.answers[0];
if (answer?.userProfileId !== "user-1") throw new Error(JSON.stringify(reply.error));

const refused = await client.POST("/cs/v1/content_creation/suggestion", {
  // @ts-expect-error -- the types refuse it, and so does the mock
  body: { ...conversation, language: "XX" },
});
if (refused.response.status !== 400 || !refused.error) throw new Error("a wrong language was accepted");

console.log("openapi-typescript:", suggestion.data.suggestions[0], "|", answer.text);
