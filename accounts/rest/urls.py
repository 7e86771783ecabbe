"""Which address leads to which door of accounts?"""

from django.urls import path

from accounts.rest import address, auth, factors, invitations, members, profile

urlpatterns = [
    path("auth/sign-up", auth.SignUpDoor.as_view()),
    path("auth/confirm-email", auth.ConfirmEmailDoor.as_view()),
    path("auth/sign-in", auth.SignInDoor.as_view()),
    path("auth/second-step", factors.SecondStepDoor.as_view()),
    path("auth/confirm", factors.ConfirmDoor.as_view()),
    path("auth/factors", factors.FactorsDoor.as_view()),
    path("auth/factors/<uuid:factor_id>/confirm", factors.ConfirmFactorDoor.as_view()),
    path("auth/factors/<uuid:factor_id>/remove", factors.RemoveFactorDoor.as_view()),
    path("auth/recovery-codes", factors.RecoveryCodesDoor.as_view()),
    path("auth/sign-out", auth.SignOutDoor.as_view()),
    path("auth/password-reset", auth.PasswordResetDoor.as_view()),
    path("auth/password-reset/confirm", auth.ConfirmPasswordResetDoor.as_view()),
    path("auth/tokens", auth.TokensDoor.as_view()),
    path("auth/tokens/<uuid:token_id>/revoke", auth.RevokeTokenDoor.as_view()),
    path("me", profile.MeDoor.as_view()),
    path("me/email", address.MyEmailDoor.as_view()),
    path("me/email/confirm", address.ConfirmMyEmailDoor.as_view()),
    path("me/email/undo", address.UndoMyEmailDoor.as_view()),
    path("auth/invitations/accept", invitations.AcceptInvitationDoor.as_view()),
    path("seller/members", members.MembersDoor.as_view()),
    path("seller/members/<uuid:member_id>", members.MemberDoor.as_view()),
    path("seller/members/<uuid:member_id>/remove", members.RemoveMemberDoor.as_view()),
    path("seller/invitations", invitations.InvitationsDoor.as_view()),
    path("seller/invitations/<uuid:invitation_id>/send-again", invitations.InviteAgainDoor.as_view()),
    path("seller/invitations/<uuid:invitation_id>/withdraw", invitations.WithdrawInvitationDoor.as_view()),
    path("api-keys", profile.ApiKeysDoor.as_view()),
    path("api-keys/<uuid:key_id>/revoke", profile.RevokeApiKeyDoor.as_view()),
    path("api-keys/<uuid:key_id>/rotate", profile.RotateApiKeyDoor.as_view()),
]
